"""An administrator opens units, posts and accounts of his own committee from the pages; all as the web role."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl import load_workbook

from motcua.catalogue import queries as catalogue
from motcua.console.access import words as rights
from motcua.console.calendar.tests.visiting import as_owner, signed_in, text
from motcua.console.organisation import words
from motcua.dossiers.models import Dossier
from motcua.dossiers.tests.conftest import MONDAY
from motcua.identity import events as happened
from motcua.identity import founding, queries
from motcua.identity.models import Account, Grant, Holding, Post, Unit
from motcua.identity.rules_of_staffing import HOUSE_WIDE, OVER_UNITS
from motcua.platform.clock.now import moved_to
from motcua.platform.models import Work

ROOT = "/quan-tri/don-vi/"
CENTRE = f"{ROOT}cam-giang-tt/"
DAY = {"since-day": "16", "since-month": "11", "since-year": "2026", "why": "Quyết định 12/QĐ-UBND"}
LAN = {
    "full_name": "Đinh Thị Lý", "personal_number": "031190999021", "username": "ly.dinh", "phone": "0912000412",
    "title": "Công chức Một cửa", "role": "one_stop",
}  # fmt: skip


def person(username):
    as_owner()
    return queries.person_of(Account.objects.get(username=username).id, MONDAY.date())


def post_of(username):
    return person(username).posts[0].id


def test_an_account_is_opened_with_a_post_and_signs_in_with_what_the_slip_says(office):
    admin = signed_in("quantri.cg")
    assert "Trung tâm Phục vụ hành chính công xã Cẩm Giang" in text(admin.get(ROOT))
    wrong = text(admin.post(f"{CENTRE}mo-tai-khoan/", {"full_name": "Lý", "post": "moi"}), 422)
    for sentence in ("Số định danh cá nhân có 12 chữ số", "Ghi tên vị trí", "Ghi căn cứ hoặc lý do", "Ghi một ngày"):
        assert sentence in wrong
    done = admin.post(f"{CENTRE}mo-tai-khoan/", LAN | DAY | {"post": "moi"}, follow=True)
    slip = text(done)
    password = re.search(r"Mật khẩu dùng một lần (\S+)", slip).group(1)
    assert "Đinh Thị Lý" in slip
    assert "Dùng trước hết ngày 23/11/2026" in slip
    admin.post("/quan-tri/can-bo/phieu/")
    assert "Không còn phiếu nào" in text(admin.get("/quan-tri/can-bo/phieu/"))
    assert person("ly.dinh").posts[0].title == "Công chức Một cửa"
    new = Client()
    signed = new.post("/can-bo/dang-nhap/", {"username": "ly.dinh", "password": password})
    assert signed.url == "/can-bo/mat-khau/"
    assert "Đinh Thị Lý" in text(admin.get(CENTRE))
    account = text(admin.get("/quan-tri/quyen/can-bo/ly.dinh/"))
    assert "In mật khẩu dùng một lần. Quyết định 12/QĐ-UBND" in account
    assert "0912000412" in account


def test_rights_of_a_post_are_given_and_taken_and_the_page_tells_who_and_why(office):
    admin, post = signed_in("quantri.cg"), post_of("motcua1.cg")
    page = f"/quan-tri/vi-tri/{post}/"
    given = {"permission": "feedback.answer", "unit": str(office.unit), "secrecy": "", "why": "Kế hoạch 5"}
    told = text(admin.post(f"{page}giao/", given, follow=True))
    assert "Thêm quyền: trả lời đánh giá của người dân của Ủy ban nhân dân xã Cẩm Giang. Kế hoạch 5" in told
    assert "Tạ Minh Đức, Quản trị hệ thống" in told
    right = f"feedback.answer|{office.unit}|0"
    assert "Đã bớt quyền" in text(admin.post(f"{page}bot/", {"right": right, "why": "nhầm"}, follow=True))
    assert not person("motcua1.cg").may("feedback.answer")
    clash = given | {"permission": "identity.manage"}
    assert "không ở cùng một người" in text(admin.post(f"{page}giao/", clash), 422)
    assert "Chọn một quyền" in text(admin.post(f"{page}bot/", {"right": "x", "why": "y"}), 422)
    own = admin.get(f"/quan-tri/vi-tri/{post_of('quantri.cg')}/")
    assert "Đây là vị trí của bạn" in text(own)
    assert 'name="permission"' not in own.content.decode()
    refused = admin.post(f"/quan-tri/vi-tri/{post_of('quantri.cg')}/giao/", given)
    assert "không tự làm việc này cho chính mình" in text(refused, 422)


def test_an_officer_moves_and_the_dossiers_he_leaves_are_listed_first(office, submitted):
    admin = signed_in("quantri.cg")
    code = submitted(office.trang)
    as_owner()
    leaving = Account.objects.get(username="xahoi.cg")
    Dossier.objects.filter(code=code).update(assignee_id=leaving.id)
    place = "/quan-tri/can-bo/xahoi.cg/chuyen/"
    assert "Không có vị trí nào đang trống" in text(admin.get(place))
    made = admin.post(f"{ROOT}cam-giang-vp/mo-vi-tri/", {"title": "Tư pháp", "role": "handling"} | DAY)
    post = re.search(r"/vi-tri/(\d+)/", made.url).group(1)
    page = text(admin.get(place))
    assert code in page
    assert "Lê Thu Trang" not in page, "who administers accounts reads no dossier"
    assert "Đọc danh sách hồ sơ" in text(admin.post(place, {"post": post} | DAY), 422)
    done = admin.post(place, {"post": post, "known": "yes"} | DAY, follow=True)
    assert "Đã ghi việc chuyển vị trí" in text(done)
    moved = person("xahoi.cg")
    assert [p.title for p in moved.posts] == ["Tư pháp"]
    assert {r.unit_id for r in moved.rights} == {Unit.objects.get(slug="cam-giang-vp").id}


def test_a_password_is_given_anew_and_an_account_closed_with_a_reason(office):
    admin, page = signed_in("quantri.cg"), "/quan-tri/quyen/can-bo/motcua2.cg/"
    assert "Ghi căn cứ hoặc lý do" in text(admin.post(f"{page}password/"), 422)
    slip = text(admin.post(f"{page}password/", {"why": "quên mật khẩu"}, follow=True))
    assert "motcua2.cg" in slip
    assert person("motcua2.cg").must_change_password
    assert "Số điện thoại chưa đúng" in text(admin.post(f"{page}contact/", {"phone": "12"}), 422)
    assert "0912000413" in text(admin.post(f"{page}contact/", {"phone": "0912000413"}, follow=True))


def test_units_are_opened_under_the_committee_and_close_only_when_empty(office):
    admin = signed_in("quantri.cg")
    new = {"kind": "department", "name": "Phòng Chuyển đổi số", "short_name": "Phòng CĐS"} | DAY
    assert "Chọn loại đơn vị" in text(admin.post(f"{ROOT}cam-giang/mo-don-vi/", new | {"kind": "province"}), 422)
    page = admin.post(f"{ROOT}cam-giang/mo-don-vi/", new).url.split("?")[0]
    renamed = {"name": "Phòng Số", "short_name": "Phòng Số"} | DAY | {"since-day": "17"}
    assert "Đã ghi tên mới" in text(admin.post(f"{page}doi/ten/", renamed, follow=True))
    code = {"system": "identifier", "code": "H24.11.9"} | DAY
    assert "H24.11.9" in text(admin.post(f"{page}doi/ma/", code, follow=True))
    assert "Mã gồm chữ hoa" in text(admin.post(f"{page}doi/ma/", code | {"code": "h24"}), 422)
    busy = text(admin.get(f"{ROOT}cam-giang-vp/"))
    assert "Còn vị trí chưa đóng" in busy
    assert "Còn thủ tục giao cho đơn vị này" in busy
    assert "Còn vị trí chưa đóng" in text(admin.post(f"{ROOT}cam-giang-vp/doi/dong/", DAY), 422)
    closing = DAY | {"since-day": "17"}
    assert "Đã đóng đơn vị" in text(admin.post(f"{page}doi/dong/", closing, follow=True))


def test_a_province_opens_a_commune_and_its_administrator_who_then_reaches_no_further(office):
    admin, page = signed_in("quantri.tinh"), f"{ROOT}cap-tinh/mo-don-vi/"
    typed = {"place-province": "79", "place-query": "con dao", "code": "H29.1"} | DAY
    assert "Chọn tỉnh, gõ tên xã" in text(admin.post(page, typed | {"place-query": "khong co noi nay"}), 422)
    found = admin.post(page, typed | {"find": "place"}).content.decode()
    chosen = typed | {"place-commune": re.findall(r'name="place-commune" value="(\d+)"', found)[0]}
    assert "Mã này một cơ quan khác" in text(admin.post(page, chosen | {"code": "DEMO.02"}), 422)
    place = admin.post(page, chosen).url.split("?")[0]
    new = {"full_name": "Lý Văn Đảo", "personal_number": "079190999021", "username": "dao.ly", "title": "Quản trị"}
    opened = admin.post(f"{place}mo-tai-khoan/", new | {"role": "administrator"} | DAY, follow=True)
    assert "dao.ly" in text(opened)
    made = person("dao.ly")
    assert {"identity.manage", "packs.manage"} <= {r.permission for r in made.rights}
    assert not made.manages("identity.manage", office.unit)
    assert made.manages("identity.manage", made.post.unit_id)


def test_competence_is_told_group_by_group(office):
    admin = signed_in("quantri.cg")
    page = f"{ROOT}cam-giang/tham-quyen/"
    shown = admin.get(page).content.decode()
    as_owner()
    office_unit, centre = (Unit.objects.get(slug=f"cam-giang-{key}").id for key in ("kt", "tt"))
    number = catalogue.groups().index("Hộ tịch")
    assert f'name="group-{number}"' in shown
    admin.post(page, {"receiving": str(centre), f"group-{number}": str(office_unit)})
    as_owner()
    assert catalogue.competences(office.unit)["Hộ tịch"] == (centre, office_unit)


def test_the_neighbours_administrator_finds_nothing_of_it(office):
    admin, post = signed_in("quantri.xt"), post_of("motcua1.cg")
    for address in (CENTRE, f"{CENTRE}mo-tai-khoan/", f"{CENTRE}mo-vi-tri/", f"{ROOT}cam-giang/mo-don-vi/",
                    f"{ROOT}cam-giang/tham-quyen/", f"/quan-tri/vi-tri/{post}/",
                    "/quan-tri/can-bo/motcua1.cg/chuyen/"):  # fmt: skip
        assert admin.get(address).status_code == 404, address
        assert admin.post(address, LAN | DAY).status_code in (404, 405), address
    for address in (f"{CENTRE}doi/ten/", f"/quan-tri/vi-tri/{post}/dong/"):
        assert admin.post(address, DAY).status_code == 404, address
    as_owner()
    assert not Account.objects.filter(username="ly.dinh").exists()


def test_the_first_administrator_founds_the_house_from_the_page(db, settings, client):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    page = "/quan-tri/thiet-lap/"
    assert client.get(page).status_code == 404, "here is an administrator"
    as_owner()
    for model in (Holding, Grant):
        model.objects.all().delete()
    code = founding.make_code(now=MONDAY)
    typed = {
        "founding_code": code, "kind": "committee", "place-province": "75", "place-query": "xuan thanh",
        "place-commune": "26434", "code": "H19.9", "full_name": "Ngô Anh Tuấn", "username": "tuan.ngo",
        "password": "Xuan-Thanh-26", "again": "Xuan-Thanh-26",
    }  # fmt: skip
    assert "Hai lần gõ mật khẩu" in text(client.post(page, typed | {"again": "khac"}), 422)
    assert "Xã, phường này đã có" in text(client.post(page, typed), 422), "it stands in this house"
    found = client.post(page, typed | {"place-commune": "", "place-query": "tam phuoc", "find": "place"})
    assert "Chọn đúng nơi" in text(found)
    chosen = re.findall(r'name="place-commune" value="(\d+)"', found.content.decode())[0]
    assert "Mã chưa đúng" in text(client.post(page, typed | {"place-commune": chosen, "place-query": "",
                                                             "founding_code": "AAAA"}), 422)  # fmt: skip
    done = client.post(page, typed | {"place-commune": chosen, "place-query": ""})
    assert done.url == ROOT
    assert "chưa có Trung tâm, Văn phòng" in text(client.get(ROOT))
    slug = person("tuan.ngo").post.unit_id
    as_owner()
    slug = Unit.objects.get(pk=slug).slug
    opened = client.post(f"{ROOT}{slug}/don-vi-thuong-co/", {"parts": ["tt", "vp"], "why": "Nghị quyết 3"}, follow=True)
    assert "Đã mở các đơn vị" in text(opened)
    as_owner()
    unit = Unit.objects.get(slug=slug)
    centre, office_unit = (Unit.objects.get(slug=f"{slug}-{key}").id for key in ("tt", "vp"))
    assert catalogue.competences(unit.id)["Hộ tịch"] == (centre, office_unit)
    assert client.get(page).status_code == 404


def filled(admin, *people):
    """Fill the downloaded template in as a person would and return the file."""
    book = load_workbook(BytesIO(admin.get(f"{ROOT}cam-giang/nhieu-tai-khoan/mau.xlsx").content))
    sheet = book["Danh sách"]
    keys = {cell.value: cell.column for cell in sheet[1]}
    for line, told in enumerate(people, start=4):
        for key, value in told.items():
            sheet.cell(line, keys[key], value)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("can-bo.xlsx", out.getvalue())


def test_a_list_of_officers_opens_all_their_accounts_or_none(office):
    admin, page = signed_in("quantri.cg"), f"{ROOT}cam-giang/nhieu-tai-khoan/"
    ly = {
        "unit": "Trung tâm", "full_name": "ĐINH THỊ LÝ", "personal_number": 31190999021, "birth_date": "02/01/1990",
        "username": "ly.dinh", "phone": 912000412, "title": "Công chức Một cửa", "role": "Công chức Bộ phận Một cửa",
    }  # fmt: skip
    an = ly | {"full_name": "Lê Văn An", "personal_number": "031190999022", "username": "an.le", "unit": "Văn phòng",
               "title": "Văn thư", "role": "Văn thư"}  # fmt: skip
    wrong = an | {
        "unit": "Phòng Lạ",
        "personal_number": 31190999021,
        "username": "motcua1.cg",
        "birth_date": "31/02/90",
    }
    told = text(admin.post(page, {"list": filled(admin, ly, wrong), "why": "QĐ 5"}), 422)
    assert "Chưa tài khoản nào được mở" in told
    for cell in ("5 Đơn vị Chọn đơn vị có trong", "5 Ngày sinh Ghi đủ ngày", "5 Tên đăng nhập Tên này đã có người",
                 "5 Số định danh cá nhân Số này đã có ở một dòng trên"):  # fmt: skip
        assert cell in told
    assert "4 Họ" not in told
    as_owner()
    assert not Account.objects.filter(username="ly.dinh").exists()
    assert "Ghi căn cứ" in text(admin.post(page, {"list": filled(admin, ly)}), 422)
    assert "Chọn tệp danh sách" in text(admin.post(page, {"why": "QĐ 5"}), 422)
    slips = text(admin.post(page, {"list": filled(admin, ly, an), "why": "QĐ 5"}, follow=True))
    assert "ly.dinh" in slips
    assert "an.le" in slips
    opened = person("ly.dinh")
    assert (opened.full_name, opened.post.title) == ("Đinh Thị Lý", "Công chức Một cửa")
    assert person("an.le").post.role == "clerk"


def test_what_a_newer_version_ships_for_a_role_is_offered_once_and_what_was_taken_is_not(office):
    admin, page = signed_in("quantri.cg"), "/quan-tri/vi-tri/quyen-chuan/"
    assert "Không vị trí nào" in text(admin.get(page))
    as_owner()
    leader, inspector, own = (post_of(f"{login}.cg") for login in ("chutich", "kiemtra", "quantri"))
    Grant.objects.filter(post_id__in=(leader, own), permission__in=("dossiers.oversee", "outages.announce")).delete()
    Grant.objects.filter(post_id=inspector, permission="inspection.read").update(until=MONDAY.date())
    with moved_to(MONDAY + timedelta(days=1)):
        later = signed_in("quantri.cg")
        assert "(2 quyền chưa trao)" in text(later.get(ROOT))
        shown = text(later.get(page))
        assert "Lãnh đạo có thẩm quyền ký: theo dõi hồ sơ của Ủy ban nhân dân xã Cẩm Giang" in shown
        assert "đọc ghi chú kiểm tra" not in shown, "it was given once and taken"
        assert "Còn thiếu ở vị trí của chính bạn" in shown
        assert "Chọn ít nhất một quyền" in text(later.post(page), 422)
        given = {"rights": [f"{leader}:dossiers.oversee", f"{own}:outages.announce"], "why": "Bản 0.3"}
        assert "Đã trao" in text(later.post(page, given, follow=True))
        as_owner()
        assert Grant.objects.filter(post_id=leader, permission="dossiers.oversee", secrecy=0).exists()
        assert not Grant.objects.filter(post_id=own, permission="outages.announce").exists(), "not by himself"
        out = StringIO()
        call_command("roles", "check", stdout=out)
        assert "báo trước khi hệ thống tạm dừng" in out.getvalue()
        with pytest.raises(CommandError, match="--why"):
            call_command("roles", "apply", stdout=out)
        call_command("roles", "apply", "--why", "Bản 0.3", "--only", "outages.announce", stdout=out)
    assert Grant.objects.filter(post_id=own, permission="outages.announce").exists()


def test_every_fault_permission_and_event_has_its_words():
    assert set(OVER_UNITS) | HOUSE_WIDE <= set(rights.PERMISSIONS)
    about = {"Unit", "Post", "Grant", "Contact", "FirstPassword"}
    for name in (n for n in dir(happened) if any(n.startswith(a) for a in about)):
        assert name in words._HAPPENED, name


def test_the_administrator_is_told_of_dossiers_that_no_figure_could_read():
    admin = signed_in("quantri.cg")
    assert "chưa đọc được" not in text(admin.get(ROOT))
    as_owner()
    Work.objects.create(
        queue="facts", subject_kind="dossier", subject_id=7, attempts=5, last_error="facts.not_read", parked_at=MONDAY
    )
    said = text(admin.get(ROOT))
    assert "Lịch sử của 1 hồ sơ chưa đọc được từ ngày 16/11/2026" in said
    assert "motcua rebuild" in said


def test_the_tree_and_a_unit_cost_the_same_however_many_posts(django_assert_max_num_queries):
    admin = signed_in("quantri.cg")
    for address, most in ((ROOT, 25), (CENTRE, 34)):
        with django_assert_max_num_queries(most):
            admin.get(address)
    assert Post.objects.exists()
