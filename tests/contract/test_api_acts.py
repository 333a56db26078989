"""What programs can do at /api/, what they are refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import get_resolver

from motcua.config import api as interface
from motcua.config.api import guarded
from motcua.dossiers import queries
from motcua.platform import rates
from motcua.platform.errors import Conflict
from motcua.platform.serials import next_number
from motcua.web.api import Everybody
from motcua.web.routes import Audience


def counted(table: str, condition: str = "true") -> int:
    """Count rows as the owner sees them, whoever asked last."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}")
        return cursor.fetchone()[0]


def refusal(response, status, code):
    """Return the problem of a response after looking at what every problem promises."""
    told = response.json()
    assert (response.status_code, told["status"], told["code"]) == (status, status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert told["type"] == f"urn:motcua:problem:{code}"
    assert told["title"]
    assert told["detail"]
    return told


@pytest.fixture
def filed(house, program, extract):
    """The code of a dossier of Lê Thu Trang, sent by a program."""
    answer = program(house.trang).send("/api/dossiers", extract, key="first-dossier")
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()["code"]


def test_a_dossier_sent_twice_under_one_key_is_one_dossier(house, program, extract):
    citizen = program(house.trang)
    first = citizen.send("/api/dossiers", extract, key="trang-2026-01")
    again = citizen.send("/api/dossiers", extract, key="trang-2026-01")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["answer_by"].endswith("+07:00")
    assert counted("dossier") == 1
    assert [row["code"] for row in citizen.get("/api/dossiers").json()] == [first.json()["code"]]


def test_a_key_that_stands_for_another_dossier_is_refused(house, program, extract):
    citizen = program(house.trang)
    citizen.send("/api/dossiers", extract, key="trang-2026-01")
    other = {**extract, "answers": {**extract["answers"], "copies_count": 7}}
    refusal(citizen.send("/api/dossiers", other, key="trang-2026-01"), 422, "key_used")
    assert citizen.send("/api/dossiers", other, key="trang-2026-02").status_code == 201
    assert counted("dossier") == 2


def test_the_same_key_of_another_person_is_another_key(house, program, extract):
    program(house.trang).send("/api/dossiers", extract, key="same-key-0001")
    told = program(house.tien).send("/api/dossiers", {**extract, "commune": "khong-co"}, key="same-key-0001")
    refusal(told, 404, "not_found")


def test_everything_wrong_is_told_at_once_and_nothing_stays(house, program, extract):
    wrong = {
        **extract["answers"],
        "copies_count": "ba",
        "requester_phone": "12",
        "requester_name": "Nguyễn Văn Khác",
        "no_such_field": 1,
        "file_old_paper": ["x"],
        "made_on": "2026-11-16",
        "truth_declaration": None,
    }
    told = refusal(
        program(house.trang).send("/api/dossiers", {**extract, "answers": wrong}, key="wrong-answers"), 422, "invalid"
    )
    by_field = {fault["field"]: fault["code"] for fault in told["faults"]}
    assert by_field == {
        "copies_count": "shape",
        "requester_phone": "phone_length",
        "requester_name": "locked",
        "no_such_field": "unknown_field",
        "file_old_paper": "file_elsewhere",
        "made_on": "not_asked",
        "truth_declaration": "missing",
    }
    assert all(fault["message"].endswith(".") for fault in told["faults"])
    assert {f["group"] for f in told["faults"] if f["field"] == "requester_phone"} != {""}
    assert [counted(table) for table in ("dossier", "draft", "submission_key")] == [0, 0, 0]
    assert program(house.trang).send("/api/dossiers", extract, key="wrong-answers").status_code == 201


def test_a_draft_begun_on_the_screens_is_never_sent_by_a_program(house, program, extract):
    citizen = program(house.trang)
    citizen.post(f"/xa/cam-giang/nop/{extract['procedure']}/", {"whose": "me"}, headers={"X-CSRFToken": citizen.token})
    if counted("draft") == 0:
        pytest.fail("the page that begins a draft has moved")
    refusal(citizen.send("/api/dossiers", extract, key="beside-a-draft"), 409, "draft_open")
    assert counted("draft", "submitted_at IS NULL") == 1


def test_a_procedure_that_is_not_filed_online_is_refused(house, program, extract):
    told = program(house.trang).send("/api/dossiers", {**extract, "procedure": "2.000815"}, key="not-online-1")
    refusal(told, 409, "not_online")


def test_who_is_not_signed_in_is_told_so_and_who_may_not_is_told_that(house, program, extract, filed):
    refusal(program().get("/api/dossiers"), 401, "not_signed_in")
    refusal(program().get("/api/work"), 401, "not_signed_in")
    refusal(program(house.trang).get("/api/work"), 403, "forbidden")
    refusal(program(house.receiver).get("/api/dossiers"), 403, "forbidden")
    refusal(program(house.trang).send(f"/api/dossiers/{filed}/acceptance", {"acts": 0}), 403, "forbidden")
    refusal(program(house.clerk).send(f"/api/dossiers/{filed}/acceptance", {"acts": 0}), 403, "forbidden")


def test_without_the_token_of_his_own_page_nothing_is_changed(house, program, extract):
    citizen = program(house.trang)
    refusal(citizen.send("/api/dossiers", extract, key="no-token-001", token=""), 403, "csrf")
    refusal(citizen.send("/api/dossiers", extract, key="no-token-001", token="x" * 64), 403, "csrf")
    assert counted("dossier") == 0


def test_nobody_learns_of_a_dossier_that_is_not_his(house, program, filed):
    for stranger in (house.tien, house.stranger):
        refusal(program(stranger).get(f"/api/dossiers/{filed}"), 404, "not_found")
        refusal(program(stranger).get(f"/api/dossiers/{filed}/timeline"), 404, "not_found")
    refusal(program(house.stranger).send(f"/api/dossiers/{filed}/acceptance", {"acts": 0}), 404, "not_found")


def test_a_helper_is_refused_everywhere(house, program, monkeypatch):
    helper = program(house.receiver)
    monkeypatch.setattr("motcua.identity.queries.Person.is_helper", property(lambda _self: True))
    for path in ("/api/session", "/api/work", "/api/dossiers/DEMO.01-261116-0001"):
        refusal(helper.get(path), 403, "forbidden")


def test_an_officer_accepts_what_he_has_seen_and_the_second_is_told_who_came_first(house, program, filed):
    officer = program(house.receiver)
    answer = officer.get(f"/api/dossiers/{filed}")
    assert answer.status_code == 200, answer.content.decode()
    seen = answer.json()
    assert "accept" in seen["possible"]
    accepted = officer.send(f"/api/dossiers/{filed}/acceptance", {"acts": seen["acts"]})
    assert accepted.status_code == 200, accepted.content.decode()
    assert accepted.json()["due_at"].endswith("+07:00")
    assert accepted.json()["acts"] > seen["acts"]
    late = refusal(officer.send(f"/api/dossiers/{filed}/acceptance", {"acts": seen["acts"]}), 409, "conflict")
    assert house.receiver.full_name in late["detail"]
    told = officer.send(f"/api/dossiers/{filed}/acceptance", {"acts": accepted.json()["acts"]})
    assert told.status_code in (403, 409)  # it waits for another part of the house now
    status = program().get(f"/api/status/{filed}").json()
    assert status["due_at"] == accepted.json()["due_at"]


def test_what_an_officer_reads_is_logged_for_the_person(house, program, filed):
    program(house.trang).get(f"/api/dossiers/{filed}")
    assert counted("access_log") == 0
    program(house.receiver).get(f"/api/dossiers/{filed}")
    assert counted("access_log", f"purpose = '{filed}' AND account_id = {house.receiver.account_id}") >= 1


def test_progress_by_code_names_nobody(house, program, filed):
    answer = program().get(f"/api/status/{filed.lower()}")
    assert answer.json()["code"] == filed
    assert not {"Trang", "031198999003"} & set(answer.content.decode().replace('"', " ").split())


def test_codes_cannot_be_tried_one_after_the_other(house, program, filed):
    program_of_nobody = program()
    tries = [program_of_nobody.get(f"/api/status/DEMO.01-261116-{n:04}").status_code for n in range(900, 930)]
    assert set(tries) == {404}  # each miss was counted although it was refused
    refusal(program_of_nobody.get(f"/api/status/{filed}"), 429, "too_many")
    assert program_of_nobody.get("/api/communes").status_code == 200


def test_the_work_list_is_read_page_by_page_without_gap_or_double(house, program, extract):
    citizen = program(house.trang)
    codes = [citizen.send("/api/dossiers", extract, key=f"dossier-number-{n}").json()["code"] for n in range(3)]
    officer, found, after = program(house.receiver), [], ""
    while True:
        page = officer.get("/api/work", {"limit": 1, "after": after}).json()
        found += [row["code"] for row in page["items"]]
        after = page["next"]
        if not after:
            break
    assert sorted(found) == sorted(codes)
    assert len(found) == len(set(found))
    refusal(officer.get("/api/work", {"after": "AAAA"}), 422, "invalid")
    assert program(house.stranger).get("/api/work").json() == {"items": [], "next": ""}


def test_procedures_are_found_listed_and_told(house, program):
    nobody = program()
    listed = nobody.get("/api/procedures", {"commune": "cam-giang", "limit": 2}).json()
    rest = nobody.get("/api/procedures", {"commune": "cam-giang", "after": listed["next"]}).json()
    codes = [row["procedure"] for row in [*listed["items"], *rest["items"]]]
    assert len(codes) == len(set(codes)) == 5
    found = nobody.get("/api/procedures", {"commune": "cam-giang", "q": "lam giay khai sinh cho con"}).json()
    assert "1.001193" in [row["procedure"] for row in found["items"]]
    one = nobody.get("/api/procedures/1.001193", {"commune": "cam-giang"}).json()
    assert one["why_not_online"] == ""
    assert one["papers"] + one["papers_sometimes"]
    refusal(nobody.get("/api/procedures/1.001193", {"commune": "xa-la"}), 404, "not_found")
    refusal(nobody.get("/api/procedures/9.999999", {"commune": "cam-giang"}), 404, "not_found")


def test_unknown_paths_wrong_methods_and_broken_bodies_are_problems_too(house, program):
    citizen = program(house.trang)
    refusal(citizen.get("/api/"), 404, "unknown_path")
    refusal(citizen.get("/api/no/such/path"), 404, "unknown_path")
    told = citizen.delete("/api/dossiers", headers={"X-CSRFToken": citizen.token})
    refusal(told, 405, "method_not_allowed")
    assert set(told["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}
    broken = citizen.post(
        "/api/dossiers",
        "{",
        content_type="application/json",
        headers={"X-CSRFToken": citizen.token, "Idempotency-Key": "broken-body"},
    )
    refusal(broken, 400, "bad_request")
    huge = {"procedure": "2.000635", "commune": "cam-giang", "answers": {"x": "a" * 2_100_000}}
    refusal(citizen.send("/api/dossiers", huge, key="huge-body-1"), 413, "too_large")
    told = refusal(citizen.send("/api/dossiers", {"commune": "A B"}, key="short"), 422, "invalid")
    assert {"missing", "string_pattern_mismatch"} == {fault["code"] for fault in told["faults"]}


@pytest.mark.parametrize(
    ("error", "status", "code"), [(Conflict("late"), 409, "conflict"), (OSError(), 500, "server_error")]
)
def test_a_refusal_takes_back_what_was_written_before_it_but_not_its_count(
    house, program, monkeypatch, error, status, code
):
    citizen = program(house.trang)
    counts = counted("rate")

    def writes_then_refuses(_who):
        next_number("written-before-the-refusal")
        raise error

    monkeypatch.setattr(queries, "my_dossiers", writes_then_refuses)
    monkeypatch.setattr(rates, "address_of", lambda _request: "203.0.113.9")
    refusal(citizen.get("/api/dossiers"), status, code)
    assert counted("serial", "series = 'written-before-the-refusal'") == 0
    refusal(program().get("/api/dossiers"), 401, "not_signed_in")
    assert counted("rate") > counts


def test_every_route_of_the_interface_declares_its_audience():
    found = [
        (str(route.pattern), route.callback.audience)
        for part in get_resolver().url_patterns
        if str(part.pattern) == "api/"
        for route in part.url_patterns
    ]
    assert len(found) >= 14
    assert all(isinstance(audience, Audience) for _, audience in found)
    closed = {route: sorted(a.kinds) for route, a in found if not a.is_public}
    assert closed == {
        "session": ["citizen", "officer"],
        "dossiers": ["citizen"],
        "dossiers/<code>": ["citizen", "officer"],
        "dossiers/<code>/timeline": ["citizen", "officer"],
        "dossiers/<code>/acceptance": ["officer"],
        "work": ["officer"],
        "drafts": ["citizen"],
        "drafts/<draft>": ["citizen"],
        "drafts/<draft>/files": ["citizen"],
        "drafts/<draft>/files/<file>": ["citizen"],
        "drafts/<draft>/submission": ["citizen"],
        "drafts/<draft>/uploads": ["citizen"],
        "drafts/<draft>/uploads/<upload>": ["citizen"],
    }


def test_an_operation_that_does_not_say_who_may_call_it_does_not_start():
    silent = interface.Interface(docs_url=None, urls_namespace="silent")

    @silent.get("/silent")
    def operation(request):
        return None

    with pytest.raises(TypeError, match="who may call"):
        silent.routes()
    assert guarded(operation, Everybody()).audience.is_public
