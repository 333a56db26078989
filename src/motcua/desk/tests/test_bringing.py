"""A supplement brought to the counter: checked off, typed, taken in the applicant's name, seen in his account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from motcua.desk.tests.conftest import with_file
from motcua.documents import queries as files
from motcua.dossiers import queries
from motcua.dossiers.models import Component, Dossier, Pause, Supplement, SupplementItem
from motcua.dossiers.rules.states import Status
from motcua.dossiers.services import moving, receiving, supplementing
from motcua.dossiers.services.bringing import Handed, take_supplement
from motcua.dossiers.services.knowing import Mandate, Proof
from motcua.dossiers.services.opening import PaperGiven
from motcua.dossiers.tests.conftest import MONDAY, picture
from motcua.dossiers.tests.test_acts import ask
from motcua.platform import events
from motcua.platform.clock.now import moved_to
from motcua.platform.errors import Forbidden, Invalid, StepNotAllowed

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEEN = Proof("document", "Căn cước")


@pytest.fixture
def asked(office, as_web):
    """A dossier with a paper and an answer to put right; return (code, the paper's key)."""
    code, paper = with_file(office, as_web, picture())
    ask(as_web, office.cg["motcua1"], code, "registered_at", paper)
    return code, paper


def said(value="UBND xã Mẫu Mới"):
    return {"registered_at": {"value": value, "source": "applicant", "at": MONDAY.isoformat()}}


def scans(page, paper):
    """The files a page says it has kept of a paper."""
    return [f.key for v in page.context["every"] if v.name == f"scan-{paper}" for f in v.files]


def test_the_page_takes_what_was_brought_and_its_owner_reads_who_took_it(office, as_web, at_desk, asked):
    code, paper = asked
    with moved_to(MONDAY + DAY):
        officer, address = at_desk(office.cg["motcua1"]), reverse("desk:take_supplement", args=[code])
        assert "Nhận bổ sung tại quầy" in officer.get(f"/can-bo/ho-so/{code}/").content.decode()
        page = officer.get(address)
        assert page.status_code == 200
        sent = {f"held-{paper}": "none", "receiver": "Lê Thu Trang"}
        lacking = officer.post(address, sent | {f"scan-{paper}": picture()})
        assert lacking.status_code == 422
        assert {v.name for v in lacking.context["every"] if v.error} == {
            f"held-{paper}", "registered_at", "read_back", "proof",
        }  # fmt: skip
        assert Supplement.objects.get().completed_at is None
        (kept,) = scans(lacking, paper)  # nobody scans it twice; and a wrong one is laid aside
        (other,) = scans(officer.post(address, {f"scan-{paper}": picture(), "remove": kept}), paper)
        assert other != kept
        typed = {
            f"held-{paper}": "lent", f"originals-lent-{paper}": "1", f"copies-lent-{paper}": "2",
            "registered_at": "UBND xã Mẫu Mới", "read_back": "yes", "receiver": "Lê Thu Trang", "taker": "self",
            "proof": "document",
            "proof_text": "Căn cước", "note": "Giấy ép nhựa",
        }  # fmt: skip
        done = officer.post(address, typed | {f"scan-{paper}": [picture()]})
        assert done.status_code == 302, [(v.name, v.error) for v in done.context["every"] if v.error]
        slip = officer.get(reverse("desk:brought_slip", args=[code])).content.decode()
        assert "1 bản chính (giữ tạm, trả lại cùng kết quả), 2 bản sao, 2 tệp chụp" in slip
        assert "registered_at" not in slip  # labels, never keys
        own = at_desk(office.trang).get(f"/ho-so/{code}/").content.decode()
    row = Component.objects.get(key=paper)
    assert (row.filled_by, row.originals, row.copies, row.held) == ("paper", 1, 2, "lent")
    asked_for = Supplement.objects.get()
    assert (asked_for.completed_way, asked_for.completed_by) == ("counter", office.cg["motcua1"].account_id)
    assert "Cán bộ nhận phần bổ sung tại quầy, Lê Thu Trang mang đến" in own
    assert office.cg["motcua1"].full_name in own
    with as_web(office.trang) as who:
        slots = [f for f in files.files_of(who, ("dossier", Dossier.objects.get().id)) if f.kind == "component"]
        assert len(slots) == 2  # the old picture is laid aside, the two new ones are his to see
    with as_web(office.cg["motcua1"]) as who:
        supplementing.confirm(code, who=who, now=MONDAY + DAY + HOUR)
        assert queries.page(who, code).status == Status.ACCEPTED


def test_after_acceptance_the_clock_stops_and_starts_anew_as_when_answered_online(office, as_web, submitted):
    code = submitted(office.trang)
    counter, handler = office.cg["motcua1"], office.cg["hotich"]
    with as_web(counter) as who:
        receiving.accept(code, who=who, now=MONDAY)
    with as_web(handler) as who:
        moving.take_up(code, who=who, now=MONDAY + HOUR)
    first = Dossier.objects.get().due_at
    ask(as_web, handler, code, "registered_at", now=MONDAY + 2 * HOUR)
    with as_web(counter) as who:
        take_supplement(
            code, values=said(), papers={}, bringer="Lê Thị Hoa",
            proof=Proof("document", "Căn cước", Mandate("Giấy ủy quyền", "12", "em gái")), read_back=True,
            who=who, now=MONDAY + 3 * DAY,
        )  # fmt: skip
    pause = Pause.objects.get()
    assert (pause.since, pause.until) == (MONDAY + 2 * HOUR, MONDAY + 3 * DAY)
    assert Dossier.objects.get().due_at > first
    told = [e for e in events.history(("dossier", Dossier.objects.get().id)) if e.name == "SupplementBrought"]
    assert told[0].payload["mandate"]["relation"] == "em gái"
    with as_web(handler) as who:  # whose turn it is again
        assert [r.code for r in queries.my_work(who, queries.WorkFilter())[0]] == [code]


def test_what_is_lacking_is_named_and_nothing_is_taken(office, as_web, asked):
    code, paper = asked
    told = {
        "values": said(), "papers": {paper: Handed(PaperGiven(1, 0, "kept"))}, "bringer": "Lê Thu Trang", "proof": SEEN,
        "read_back": True,
    }  # fmt: skip
    for change, fault in (
        ({"papers": {}}, "paper"),
        ({"values": {}}, "missing"),
        ({"read_back": False}, "read_back"),
        ({"bringer": " "}, "receiver"),
        ({"proof": Proof("number", "031198999999")}, "proof_text"),
        ({"proof": Proof("document", "Căn cước", Mandate(""))}, "mandate_kind"),
    ):
        with pytest.raises(Invalid) as refused, as_web(office.cg["motcua1"]) as who:
            take_supplement(code, **(told | change), who=who, now=MONDAY + DAY)
        assert [f[0] if isinstance(f, tuple) else f for f in refused.value.faults] == [fault]
    SupplementItem.objects.filter(key=paper).delete()  # as one in a class he is not cleared for: he sees no row
    with pytest.raises(Forbidden), as_web(office.cg["motcua1"]) as who:
        take_supplement(code, **(told | {"papers": {}}), who=who, now=MONDAY + DAY)
    assert Supplement.objects.get().completed_at is None
    assert Component.objects.get(key=paper).filled_by == "file"


def test_only_the_counter_takes_and_only_while_something_is_asked(office, as_web, asked, submitted):
    code, paper = asked
    told = {
        "values": said(), "papers": {paper: Handed(PaperGiven(1, 0, "kept"))}, "bringer": "Lê Thu Trang", "proof": SEEN,
        "read_back": True, "now": MONDAY + DAY,
    }  # fmt: skip
    with pytest.raises(Forbidden), as_web(office.trang) as who:
        take_supplement(code, **told, who=who)
    with pytest.raises(Forbidden), as_web(office.cg["chutich"]) as who:
        take_supplement(code, **told, who=who)
    with as_web(office.cg["motcua1"]) as who:
        take_supplement(code, **told, who=who)
    with pytest.raises(StepNotAllowed), as_web(office.cg["motcua1"]) as who:
        take_supplement(code, **told, who=who)
    assert Supplement.objects.count() == 1
