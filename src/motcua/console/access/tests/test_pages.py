"""An administrator reviews who may do what in his own units and helps his officers; all as the web role."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from motcua.console.access import words
from motcua.console.calendar.tests.visiting import as_owner, hidden, signed_in, text
from motcua.dossiers.tests.conftest import MONDAY
from motcua.identity import queries, rules_of_codes, second_factor, services
from motcua.identity.models import AccessReview, Account, Grant, SecondFactor
from motcua.platform import events
from motcua.platform.clock.now import moved_to
from motcua.platform.principal import acting_as

ROOT = "/quan-tri/quyen/"
CENTRE = f"{ROOT}cam-giang-tt/"
OFFICER = f"{ROOT}can-bo/motcua1.cg/"


def account(username):
    as_owner()
    return Account.objects.get(username=username)


def names(username):
    key = account(username).id
    return [e.name for e in events.history(("account", key))]


def enrolled(username):
    as_owner()
    who = queries.person_of(account(username).id, MONDAY.date())
    secret = rules_of_codes.new_secret()
    code = rules_of_codes.code_of(secret, rules_of_codes.step_at(MONDAY))
    with acting_as(who.principal):
        second_factor.enrol(who, secret, code, now=MONDAY)


def test_a_quarter_is_reviewed_unit_by_unit_and_the_next_page_says_what_changed():
    admin = signed_in("quantri.cg")
    assert "Quý IV/2026: còn" in text(admin.get(ROOT))
    page = admin.get(CENTRE)
    told = text(page)
    assert "Trần Thị Ngọc Lan motcua1.cg" in told
    assert "tiếp nhận, trả kết quả hồ sơ của Trung tâm Phục vụ hành chính công xã Cẩm Giang" in told
    assert "Đơn vị này chưa rà soát lần nào" in told
    done = admin.post(f"{CENTRE}xac-nhan/", hidden(page), follow=True)
    assert "Đã xác nhận" in text(done)
    assert "Xác nhận rà soát" not in text(admin.get(CENTRE))
    assert "Tạ Minh Đức, Quản trị hệ thống xác nhận lúc 09:00, thứ Hai 16/11/2026" in text(admin.get(CENTRE))

    as_owner()
    post = Grant.objects.filter(permission="dossiers.receive", post__holdings__account__username="motcua1.cg").first()
    system = events.Actor(kind="system", label="thử")
    services.give(post.post_id, "dossiers.oversee", post.unit_id, 0, actor=system, now=MONDAY)
    changed = text(admin.get(CENTRE))
    assert "Trần Thị Ngọc Lan: Công chức Một cửa: thêm quyền theo dõi hồ sơ của Trung tâm" in changed
    assert "Xác nhận rà soát quý IV/2026" in changed
    assert "Từ đó có 1 thay đổi" in text(admin.get(ROOT))
    as_owner()
    unit = AccessReview.objects.get().unit_id
    assert {"AccessListRead", "AccessReviewed"} <= {e.name for e in events.history(("unit", unit))}


def test_a_list_that_changed_meanwhile_is_shown_again_and_not_confirmed():
    admin = signed_in("quantri.cg")
    seen = hidden(admin.get(CENTRE))
    as_owner()
    Account.objects.filter(username="motcua2.cg").update(is_active=False)
    assert "Danh sách vừa thay đổi" in text(admin.post(f"{CENTRE}xac-nhan/", seen), 409)
    as_owner()
    assert not AccessReview.objects.exists()


def test_the_list_prints_with_room_for_signatures():
    page = text(signed_in("quantri.cg").get(f"{CENTRE}ban-in/"))
    assert "Danh sách tài khoản và quyền được giao" in page
    assert "Người rà soát Lãnh đạo đơn vị" in page


def test_the_neighbours_administrator_finds_neither_unit_nor_officer():
    admin = signed_in("quantri.xt")
    assert "Cẩm Giang" not in text(admin.get(ROOT)).split("Ai được làm gì", 2)[-1]
    for address in (CENTRE, f"{CENTRE}ban-in/", OFFICER, f"{ROOT}khong-co/", f"{ROOT}can-bo/khong.co/"):
        assert admin.get(address).status_code == 404, address
    for address in (f"{CENTRE}xac-nhan/", *(f"{OFFICER}{act}/" for act in ("close", "reset", "unlock", "reopen"))):
        assert admin.post(address, {"how": "in_person"}).status_code == 404, address
    assert account("motcua1.cg").is_active


def test_a_lost_second_factor_is_reset_once_it_is_said_how_the_officer_was_recognised():
    enrolled("motcua1.cg")
    admin = signed_in("quantri.cg")
    assert "Đang bật, từ 09:00" in text(admin.get(OFFICER))
    assert "Chọn bạn đã nhận ra người này bằng cách nào" in text(admin.post(f"{OFFICER}reset/"), 422)
    as_owner()
    assert SecondFactor.objects.exclude(confirmed_at=None).exists()
    done = admin.post(f"{OFFICER}reset/", {"how": "by_phone"}, follow=True)
    assert "Đã gỡ xác thực hai bước" in text(done)
    assert "Chưa bật" in text(done)
    assert names("motcua1.cg")[-1] == "SecondFactorReset"
    with moved_to(MONDAY + timedelta(minutes=1)):
        told = signed_in("motcua1.cg").get("/can-bo/xac-thuc/")
    assert "Tạ Minh Đức, Quản trị hệ thống đã gỡ xác thực hai bước của bạn" in text(told)


def test_an_officer_is_closed_opened_and_unlocked_and_doing_it_twice_does_nothing():
    admin = signed_in("quantri.cg")
    for act, event in (("close", "AccountClosed"), ("reopen", "AccountReopened")):
        assert "Ghi căn cứ hoặc lý do" in text(admin.post(f"{OFFICER}{act}/"), 422)
        why = {"why": "Quyết định 12/QĐ-UBND"}
        assert admin.post(f"{OFFICER}{act}/", why).url == f"{OFFICER}?bao={act}"
        assert admin.post(f"{OFFICER}{act}/", why).url == OFFICER
        assert names("motcua1.cg")[-1] == event
    assert "Đang dùng" in text(admin.get(OFFICER))
    assert admin.post(f"{OFFICER}unlock/").url == OFFICER
    as_owner()
    Account.objects.filter(username="motcua1.cg").update(failed_count=5, locked_until=MONDAY + timedelta(hours=12))
    assert "Đang khóa đến 21:00" in text(admin.get(OFFICER))
    assert admin.post(f"{OFFICER}unlock/").url == f"{OFFICER}?bao=unlock"
    assert account("motcua1.cg").locked_until is None
    assert admin.post(f"{OFFICER}xoa/").status_code == 404


def test_an_administrator_does_nothing_to_his_own_account_here():
    admin = signed_in("quantri.cg")
    own = f"{ROOT}can-bo/quantri.cg/"
    assert "Đây là tài khoản của bạn" in text(admin.get(own))
    for act in ("close", "reset", "unlock"):
        admin.post(f"{own}{act}/", {"how": "in_person", "why": "thử"})
    assert account("quantri.cg").is_active


def test_every_permission_of_a_role_has_its_words():
    as_owner()
    assert set(Grant.objects.values_list("permission", flat=True)) <= set(words.PERMISSIONS)


def test_the_overview_costs_the_same_however_many_units(django_assert_max_num_queries):
    admin = signed_in("quantri.cg")
    as_owner()
    with django_assert_max_num_queries(22):
        admin.get(ROOT)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
