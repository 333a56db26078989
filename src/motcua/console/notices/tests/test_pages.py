"""Words of notices for the administrator: shown with invented facts, changed for one commune, and mails that failed."""

from __future__ import annotations

import pytest
from django.db import connection

from motcua.console.calendar.tests.visiting import as_owner, signed_in, text
from motcua.dossiers.services import receiving
from motcua.dossiers.tests.conftest import MONDAY, as_web, office, submitted  # noqa: F401 - fixtures
from motcua.notifications.models import Delivery, Wording
from motcua.notifications.queries import notices_of
from motcua.platform.clock.now import moved_to

pytestmark = pytest.mark.django_db
WORDS = "/quan-tri/thong-bao/"
ONE = "/quan-tri/thong-bao/loi/declined/"
OWN = {
    "heading": "Hồ sơ {code} chưa nhận được", "sentence": "Mời đến quầy 2. Lý do: {reason}",
    "call": "Hồ sơ {title} chưa nhận được, mời đến quầy 2.", "source": "Công văn 5/UBND",
    "valid_from-day": "16", "valid_from-month": "11", "valid_from-year": "2026",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday(settings):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    with moved_to(MONDAY):
        yield


def test_every_notice_is_shown_with_invented_facts(office, settings):  # noqa: F811
    settings.DB_STEP_DOWN_TO = "motcua_web"
    page = text(signed_in("quantri.cg").get(WORDS))
    assert "Hồ sơ H99.99-261116-0001 cần bổ sung 2 mục" in page
    assert "Chào bạn," in page
    assert "không ghi gì thêm" in page  # of a confidential dossier
    assert "{" not in page


def test_a_communes_own_words_are_told_there_and_nowhere_else(office, as_web, submitted, settings):  # noqa: F811
    settings.DB_STEP_DOWN_TO = "motcua_web"
    client = signed_in("quantri.cg")
    assert "Mời đến quầy 2. Lý do: Giấy nộp kèm mờ" in text(client.post(ONE, OWN | {"look": "1"}))
    as_owner()
    assert not Wording.objects.exists()
    assert client.post(ONE, OWN).status_code == 302
    as_owner()
    codes = [submitted(office.trang), submitted(office.trang, unit_id=office.other_unit)]
    for house, code in zip((office.cg, office.xt), codes, strict=True):
        with as_web(house["motcua1"]) as who:
            receiving.decline(code, reason="Thiếu giấy", legal_basis="Điều 3", who=who, now=MONDAY)
    with as_web(office.trang) as who:
        told = {n.heading: n.sentence for n in notices_of(who)}
    assert told[f"Hồ sơ {codes[0]} chưa nhận được"] == "Mời đến quầy 2. Lý do: Thiếu giấy"
    assert f"Hồ sơ {codes[1]} chưa được tiếp nhận" in told


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"sentence": "Gửi {so_dien_thoai}"}, "Không có dữ liệu nào tên {so_dien_thoai}"),
        ({"source": ""}, "Ghi căn cứ"),
        ({"valid_from-day": "15"}, "không thể trước hôm nay"),
        ({"valid_from-day": "x"}, "Ghi ngày bắt đầu dùng"),
        ({"heading": "Hồ sơ"}, "Tiêu đề phải có {code}"),
    ],
)
def test_words_that_cannot_be_used_are_refused_at_their_box(office, settings, wrong, sentence):  # noqa: F811
    settings.DB_STEP_DOWN_TO = "motcua_web"
    assert sentence in text(signed_in("quantri.cg").post(ONE, OWN | wrong), 422)
    as_owner()
    assert not Wording.objects.exists()


def failed(unit, state="dead", n=1):
    return Delivery.objects.create(
        dossier_id=n, committee_id=unit, channel="email", state=state, code="declined", address="an@thu.example",
        dossier_code="G07-1", heading="Hồ sơ", text="Bí mật", at=MONDAY, not_before=MONDAY, once=f"{unit}:{n}",
        last_error="RCPT TO: 550 an@thu.example unknown",
    )  # fmt: skip


def test_mails_that_failed_are_seen_by_their_commune_alone_masked_and_may_be_sent_again(office, settings):  # noqa: F811
    row = failed(office.unit)
    settings.DB_STEP_DOWN_TO = "motcua_web"
    client, other = signed_in("quantri.cg"), signed_in("quantri.xt")
    page = text(client.get(f"{WORDS}thu/"))
    assert "Không gửi được: a•••@thu.example" in page
    assert "an@thu.example" not in page
    assert "Bí mật" not in page
    assert "thu.example" not in text(other.get(f"{WORDS}thu/"))
    assert other.post(f"{WORDS}thu/gui-lai/", {"thu": row.id}).status_code == 404
    assert client.post(f"{WORDS}thu/gui-lai/", {"thu": row.id}).status_code == 302
    assert "Chờ gửi lại" in text(client.get(f"{WORDS}thu/"))
    as_owner()
    row.refresh_from_db()
    assert (row.state, row.is_again) == ("waiting", True)


def test_the_database_itself_shows_an_administrator_only_failed_mails_of_his_commune(office, as_web):  # noqa: F811
    failed(office.unit)
    failed(office.other_unit)
    failed(office.unit, "sent", 2)
    with as_web(office.cg["quantri"]), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM delivery")
        assert cursor.fetchone() == (1,)
