"""Drafts and their files at /api/drafts: whole files, files in pieces (tus), what is refused, and whose they are."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.db import connection

from motcua.documents import ports
from motcua.documents import services as documents
from motcua.documents.inspect.refusals import _SENTENCES
from motcua.dossiers import access
from motcua.dossiers.services import filing
from motcua.forms import queries as drafts
from motcua.platform import rates
from motcua.platform.errors import NotFound
from motcua.platform.principal import acting_as

WITNESS = "file_witness"


def refusal(response, status, code):
    """Return the problem of a response after looking at what every problem promises."""
    told = response.json()
    assert (response.status_code, told["status"], told["code"]) == (status, status, code), told
    assert response["Content-Type"] == "application/problem+json"
    assert told["title"]
    assert told["detail"].endswith(".")
    return told


def metadata(slot=WITNESS, name="giấy.png"):
    return ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in (("slot", slot), ("filename", name)))


@pytest.fixture
def citizen(house, program):
    """The father at his program."""
    return program(house.tien)


@pytest.fixture
def draft(citizen, birth):
    """The address of his draft, with everything answered and no paper in it."""
    where, answers = birth
    address = f"/api/drafts/{citizen.send('/api/drafts', where).json()['id']}"
    kept = citizen.send(address, {"answers": answers}, method="PATCH")
    assert kept.status_code == 200, kept.content.decode()
    return address


@pytest.fixture
def begun(citizen, draft):
    """Announce a file in pieces: `begun(size)` is the address of the upload."""

    def announce(size, **told):
        answer = citizen.tus("POST", f"{draft}/uploads", Upload_Length=size, Upload_Metadata=metadata(**told))
        assert answer.status_code == 201, answer.content.decode()
        return answer["Location"]

    return announce


def scripted():
    """A PDF that runs something when it is opened."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.save(out)
    return out.getvalue()


# --- drafts -------------------------------------------------------------------------------------
def test_the_draft_of_the_screens_is_the_draft_of_programs(citizen, birth):
    where, _ = birth
    first = citizen.send("/api/drafts", where)
    again = citizen.send("/api/drafts", where)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert citizen.get(f"/nop/{first.json()['id']}/").status_code == 302  # its page leads to its first screen
    assert [d["id"] for d in citizen.get("/api/drafts").json()] == [first.json()["id"]]


def test_answers_are_kept_whole_or_not_at_all(citizen, draft):
    before = citizen.get(draft).json()
    sent = {"requester_phone": "0912000999", "copies_count": "hai", "no_such_field": 1, WITNESS: ["x"]}
    told = refusal(citizen.send(draft, {"answers": sent}, method="PATCH"), 422, "invalid")
    assert {f["field"]: f["code"] for f in told["faults"]} == {
        "copies_count": "shape",
        "no_such_field": "unknown_field",
        WITNESS: "file_elsewhere",
    }
    assert citizen.get(draft).json() == before


def test_null_takes_an_answer_back_but_never_what_the_account_says(citizen, draft):
    sent = {"requester_phone": None, "child_birth_place": None, "requester_name": None}
    told = citizen.send(draft, {"answers": sent}, method="PATCH").json()
    assert not {"requester_phone", "child_birth_place"} & set(told["answers"])
    assert told["answers"]["requester_name"]
    assert {"requester_phone", "child_birth_place"} <= {f["field"] for f in told["faults"]}


def test_what_another_device_changed_is_not_overwritten(citizen, draft):
    seen = citizen.get(draft).json()["version"]
    citizen.send(draft, {"answers": {"requester_phone": "0912000111"}}, method="PATCH")
    late = citizen.send(draft, {"answers": {"requester_phone": "0912000222"}, "version": seen}, method="PATCH")
    refusal(late, 409, "changed_elsewhere")
    assert citizen.get(draft).json()["answers"]["requester_phone"] == "0912000111"


def test_a_declaration_sent_with_the_submission_counts_as_given_then(citizen, draft, photo):
    citizen.put_in(draft, WITNESS, photo())
    citizen.send(draft, {"answers": {"requester_phone": "0912000333"}}, method="PATCH")
    lacking = citizen.get(draft).json()["faults"]
    assert {f["code"] for f in lacking} == {"declared_too_early"}
    refusal(citizen.send(f"{draft}/submission", {}, key="declared-1"), 422, "invalid")
    done = citizen.send(f"{draft}/submission", {"answers": {"truth_declaration": True}}, key="declared-1")
    assert done.status_code == 201, done.content.decode()


def test_one_key_is_one_draft_and_a_sent_draft_takes_nothing_more(citizen, draft, birth, photo):
    citizen.put_in(draft, WITNESS, photo())
    done = citizen.send(f"{draft}/submission", {}, key="birth-of-an")
    assert done.status_code == 201, done.content.decode()
    other = citizen.send("/api/drafts", birth[0]).json()["id"]
    refusal(citizen.send(f"/api/drafts/{other}/submission", {}, key="birth-of-an"), 422, "key_used")
    under_another_key = citizen.send(f"{draft}/submission", {}, key="another-key")
    assert (under_another_key.status_code, under_another_key.json()) == (200, done.json())
    refusal(citizen.send(draft, {"answers": {"requester_phone": "0912000444"}}, method="PATCH"), 409, "draft_closed")
    refusal(citizen.send(draft, None, method="DELETE"), 409, "draft_closed")
    told = citizen.get(draft).json()
    assert (told["is_open"], told["code"], told["answers"], told["files"]) == (False, done.json()["code"], {}, [])


def test_a_draft_under_an_older_version_is_not_sent_unseen(citizen, draft, photo, monkeypatch):
    citizen.put_in(draft, WITNESS, photo())
    monkeypatch.setattr(filing.drafting, "has_newer_version", lambda *_a, **_n: True)
    refusal(citizen.send(f"{draft}/submission", {}, key="old-version"), 409, "newer_version")
    assert citizen.get(draft).json()["is_outdated"]


def test_what_changed_after_the_person_read_it_is_not_sent_unseen(citizen, draft, photo):
    citizen.put_in(draft, WITNESS, photo())
    seen = citizen.get(draft).json()["version"]
    citizen.send(draft, {"answers": {"requester_phone": "0912000111"}}, method="PATCH")
    last = {"answers": {"truth_declaration": True}}
    refusal(citizen.send(f"{draft}/submission", last | {"version": seen}, key="read-first-1"), 409, "changed_elsewhere")
    told = citizen.get(draft).json()
    assert told["is_open"]
    assert {f["code"] for f in told["faults"]} == {"declared_too_early"}, "the last answers must not be kept"
    done = citizen.send(f"{draft}/submission", last | {"version": told["version"]}, key="read-first-1")
    assert done.status_code == 201, done.content.decode()
    again = citizen.send(f"{draft}/submission", last | {"version": seen}, key="another-1")
    assert (again.status_code, again.json()) == (200, done.json())


def test_a_draft_put_away_is_told_as_put_away_by_oneself(house, citizen, draft):
    number = int(draft.rsplit("/", 1)[-1])
    assert citizen.send(draft, None, method="DELETE").status_code == 204
    with acting_as(house.tien.principal):
        assert drafts.draft(house.tien, number).is_dropped
        assert drafts.my_closed_drafts(house.tien) == []


def test_a_draft_put_away_is_gone(citizen, draft, birth, photo):
    assert citizen.send(draft, None, method="DELETE").status_code == 204
    assert citizen.get("/api/drafts").json() == []
    refusal(citizen.put_in(draft, WITNESS, photo()), 409, "step_not_allowed")
    refusal(citizen.send(f"{draft}/submission", {}, key="put-away-1"), 409, "draft_closed")
    assert citizen.send("/api/drafts", birth[0]).status_code == 201


# --- whole files --------------------------------------------------------------------------------
def test_a_whole_file_goes_in_is_told_and_goes_out_again(citizen, draft, photo):
    content = photo()
    sent = citizen.put_in(draft, WITNESS, content, "../anh\x00.JPG")
    assert sent.status_code == 201, sent.content.decode()
    told = sent.json()
    assert (told["slot"], told["size"], told["content_type"]) == (WITNESS, len(content), "image/png")
    assert told["name"].endswith(".png")
    assert b"".join(citizen.get(told["url"]).streaming_content) == content
    assert citizen.get(f"{draft}/files/{told['id']}").json() == told
    assert citizen.send(f"{draft}/files/{told['id']}", None, method="DELETE").status_code == 204
    assert citizen.get(draft).json()["files"] == []
    refusal(citizen.get(f"{draft}/files/{told['id']}"), 404, "not_found")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "file_empty"),
        (scripted(), "a.pdf", "pdf_script"),
        (b"MZ\x90\x00 program", "giay.pdf", "file_program"),
        (b"<!doctype html><script>alert(1)</script>", "giay.png", "file_disguised"),
        (b"\x89PNG\r\n\x1a\n half a picture", "giay.png", "file_damaged"),
    ],
)
def test_what_is_no_paper_is_refused_with_a_reason_and_not_kept(citizen, draft, content, name, code):
    refusal(citizen.put_in(draft, WITNESS, content, name), 422, code)
    assert citizen.get(draft).json()["files"] == []


def test_a_file_that_is_too_big_is_not_even_read(citizen, draft, settings):
    settings.FILE_LIMIT_BYTES = 100_000
    refusal(citizen.put_in(draft, WITNESS, bytes(100_001)), 422, "file_too_big")
    refusal(citizen.put_in(draft, WITNESS, bytes(200_000)), 413, "too_large")


@pytest.mark.parametrize(
    ("slot", "code"),
    [("file_abandoned", "not_asked"), ("requester_name", "unknown_field"), ("no_such_slot", "unknown_field")],
)
def test_a_file_goes_only_where_one_is_asked_for(citizen, draft, photo, slot, code):
    told = refusal(citizen.put_in(draft, slot, photo()), 422, "invalid")
    assert [f["code"] for f in told["faults"]] == [code]
    told = refusal(
        citizen.tus("POST", f"{draft}/uploads", Upload_Length=9, Upload_Metadata=metadata(slot)), 422, "invalid"
    )
    assert [f["code"] for f in told["faults"]] == [code]


def test_limits_of_a_slot_hold_here_too(citizen, draft, photo, monkeypatch):
    monkeypatch.setattr(documents, "MOST_IN_SLOT", 1)
    assert citizen.put_in(draft, WITNESS, photo()).status_code == 201
    refusal(citizen.put_in(draft, WITNESS, photo()), 422, "slot_full")


def test_files_are_counted_by_themselves(citizen, draft, photo, monkeypatch):
    asked = []
    monkeypatch.setattr(rates, "allow", lambda what, *_a, most, **_n: asked.append((what, most)) or what == "api")
    refusal(citizen.put_in(draft, WITNESS, photo()), 429, "too_many")
    assert asked == [("api_files", 200)]


# --- files in pieces ----------------------------------------------------------------------------
def test_tus_is_spoken_as_published(citizen, draft):
    told = citizen.options(f"{draft}/uploads", headers={"X-CSRFToken": citizen.token})
    assert told.status_code == 204
    assert (told["Tus-Version"], told["Tus-Extension"]) == ("1.0.0", "creation,termination")
    assert int(told["Tus-Max-Size"]) == 10 * 1024 * 1024
    old = citizen.tus("POST", f"{draft}/uploads", Tus_Resumable="0.2.2", Upload_Length=9, Upload_Metadata=metadata())
    refusal(old, 412, "tus_version")
    assert (old["Tus-Version"], old["Tus-Resumable"]) == ("1.0.0", "1.0.0")


def test_a_line_that_broke_goes_on_where_it_broke(citizen, draft, begun, photo):
    content = photo(500)
    assert len(content) > 200_000
    upload = begun(len(content))
    assert citizen.tus("PATCH", upload, content[:100_000], Upload_Offset=0)["Upload-Offset"] == "100000"
    again = refusal(citizen.tus("PATCH", upload, content[:100_000], Upload_Offset=0), 409, "upload_offset")
    assert again["received"] == 100_000
    head = citizen.tus("HEAD", upload)
    assert (head.status_code, head["Upload-Offset"], head["Upload-Length"]) == (200, "100000", str(len(content)))
    assert head["Cache-Control"] == "no-store"
    open_ = citizen.get(draft).json()["uploads"]
    assert [(u["url"], u["received"], u["name"]) for u in open_] == [(upload, 100_000, "giấy.png")]
    at = 100_000
    while at < len(content):
        last = citizen.tus("PATCH", upload, content[at : at + 250_000], Upload_Offset=at)
        assert last.status_code == 204, last.content.decode()
        at = int(last["Upload-Offset"])
    (kept,) = citizen.get(draft).json()["files"]
    assert kept["id"] == last["Motcua-File"]
    assert b"".join(citizen.get(kept["url"]).streaming_content) == content
    told = citizen.tus("HEAD", upload)  # the last answer was lost on the way
    assert (told["Upload-Offset"], told["Motcua-File"]) == (str(len(content)), kept["id"])
    assert citizen.get(draft).json()["uploads"] == []


def test_the_same_door_stands_at_the_end_of_the_pieces(citizen, draft, begun):
    content = scripted()
    upload = begun(len(content), name="a.pdf")
    refusal(citizen.tus("PATCH", upload, content, Upload_Offset=0), 422, "pdf_script")
    assert citizen.tus("HEAD", upload)["Upload-Offset"] == "0"
    assert citizen.get(draft).json()["files"] == []
    assert citizen.tus("DELETE", upload).status_code == 204
    refusal(citizen.tus("PATCH", upload, content, Upload_Offset=0), 404, "not_found")


def test_pieces_that_do_not_fit_are_refused(citizen, draft, begun):
    upload = begun(1000)
    for piece, kind in ((bytes(256 * 1024 + 1), "piece_size"), (bytes(1001), "more_than_announced")):
        told = refusal(citizen.tus("PATCH", upload, piece, Upload_Offset=0), 422, "invalid")
        assert [f["code"] for f in told["faults"]] == [kind]
        assert told["faults"][0]["message"].endswith(".")
    refusal(citizen.tus("PATCH", upload, b"x", Upload_Offset=0, Content_Type="text/plain"), 415, "wrong_type")
    refusal(citizen.tus("PATCH", upload, b"x"), 422, "invalid")
    refusal(citizen.tus("PATCH", upload, bytes(2_200_000), Upload_Offset=0), 413, "too_large")
    for size, code in ((0, "file_empty"), (11 * 1024 * 1024, "file_too_big")):
        answer = citizen.tus("POST", f"{draft}/uploads", Upload_Length=size, Upload_Metadata=metadata())
        refusal(answer, 422, code)
    for text in ("slot", "slot not-base64!,filename YQ==", "filename YQ==", "slot /w==,filename YQ=="):
        refusal(citizen.tus("POST", f"{draft}/uploads", Upload_Length=9, Upload_Metadata=text), 422, "invalid")


def test_lines_that_know_only_post_say_the_method_in_a_header(citizen, draft, begun, photo):
    content = photo()
    upload = begun(len(content))
    refusal(citizen.tus("POST", upload, content, Upload_Offset=0), 405, "method_not_allowed")
    kind = "application/offset+octet-stream"
    told = citizen.tus("POST", upload, content, Upload_Offset=0, X_HTTP_Method_Override="PATCH", Content_Type=kind)
    assert told.status_code == 204
    citizen.token = ""
    refusal(citizen.tus("POST", upload, X_HTTP_Method_Override="DELETE"), 403, "csrf")


# --- whose they are -----------------------------------------------------------------------------
def everything(draft, upload, file):
    """Every operation on a draft, as it should be sent."""
    return [
        lambda p: p.get(draft),
        lambda p: p.send(draft, {"answers": {"requester_phone": "0912000555"}}, method="PATCH"),
        lambda p: p.send(draft, None, method="DELETE"),
        lambda p: p.put_in(draft, WITNESS, b"x"),
        lambda p: p.get(f"{draft}/files/{file}"),
        lambda p: p.send(f"{draft}/files/{file}", None, method="DELETE"),
        lambda p: p.send(f"{draft}/submission", {}, key="not-my-draft"),
        lambda p: p.options(f"{draft}/uploads"),
        lambda p: p.tus("POST", f"{draft}/uploads", Upload_Length=9, Upload_Metadata=metadata()),
        lambda p: p.tus("HEAD", upload),
        lambda p: p.tus("PATCH", upload, b"x", Upload_Offset=0),
        lambda p: p.tus("DELETE", upload),
    ]


@pytest.fixture
def all_of_it(citizen, draft, begun, photo):
    """Every operation on a draft that holds a file and half of another."""
    file = citizen.put_in(draft, WITNESS, photo()).json()["id"]
    return everything(draft, begun(1000), file)


def predicates_off(monkeypatch):
    """Let every question of the code about whose it is be answered with yes: only the database judges."""
    from motcua.forms.models import Draft

    def any_draft(_who, draft_id):
        found = Draft.objects.filter(pk=draft_id).first()
        if found is None:
            raise NotFound("no such draft")
        return drafts.view_of(found)

    monkeypatch.setattr(drafts, "draft", any_draft)
    monkeypatch.setattr(access, "restrict", lambda rows, who, **_: rows)
    monkeypatch.setitem(ports._restrict, "draft", lambda rows, who: rows)


def database_off(settings):
    """Ask as the owner of the tables, to whom row-level security does not apply: only the code judges."""
    settings.DB_STEP_DOWN_TO = None
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # what an earlier request of this transaction stepped down to


@pytest.mark.parametrize("barrier", ["both", "predicate", "database"])
def test_anothers_draft_does_not_exist(house, program, citizen, all_of_it, settings, monkeypatch, barrier):
    stranger = program(house.trang)
    if barrier == "predicate":
        database_off(settings)
    if barrier == "database":
        predicates_off(monkeypatch)
    for call in all_of_it:
        answer = call(stranger)
        if answer.content:  # HEAD has none
            refusal(answer, 404, "not_found")
        assert answer.status_code == 404
    monkeypatch.undo()
    kept = citizen.get(all_of_it_address(citizen)).json()
    assert kept["is_open"]
    assert (len(kept["files"]), len(kept["uploads"])) == (1, 1)
    assert kept["answers"]["requester_phone"] != "0912000555"


def test_the_walk_over_anothers_draft_is_not_blind(house, program, citizen, all_of_it, settings, monkeypatch):
    stranger = program(house.trang)
    database_off(settings)
    predicates_off(monkeypatch)
    assert all_of_it[0](stranger).status_code == 200


def all_of_it_address(citizen):
    (only,) = citizen.get("/api/drafts").json()
    return f"/api/drafts/{only['id']}"


def test_only_a_citizen_with_the_token_of_his_own_page_works_on_a_draft(house, program, citizen, all_of_it):
    for call in all_of_it:
        assert call(program()).status_code == 401
        assert call(program(house.receiver)).status_code == 403
    citizen.token = ""
    for call in all_of_it:
        answer = call(citizen)
        if answer.wsgi_request.method not in {"GET", "HEAD", "OPTIONS"}:
            refusal(answer, 403, "csrf")


def test_an_upload_of_another_draft_of_mine_is_not_reached_through_this_one(citizen, draft, begun, birth):
    upload = begun(1000)
    other = citizen.send("/api/drafts", {**birth[0], "for_other": True}).json()["id"]
    number = upload.rsplit("/", 1)[1]
    assert citizen.tus("HEAD", f"/api/drafts/{other}/uploads/{number}").status_code == 404
    assert citizen.tus("HEAD", upload).status_code == 200


@pytest.mark.parametrize("number", ["x", "0", "99999999999999999999", "9223372036854775808", "-1"])
def test_numbers_of_nothing_lead_nowhere(citizen, draft, number):
    assert citizen.get(f"/api/drafts/{number}").status_code in (404, 422)
    assert citizen.get(f"{draft}/files/{number}").status_code in (404, 422)
    assert citizen.tus("HEAD", f"{draft}/uploads/{number}").status_code in (404, 422)


def test_every_reason_a_file_is_refused_for_stands_in_the_guide():
    guide = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
    assert [code for code in _SENTENCES if not code.startswith("table_") and f"`{code}`" not in guide] == []
