"""A birth registered by programs alone: draft, answers, papers, submission, acceptance, progress."""

from __future__ import annotations

from base64 import b64encode

PIECE = 200 * 1024
WITNESS = "file_witness"


def in_pieces(citizen, draft, slot, content, name):
    """Send a file as a tus client does and return the number of the file it became."""
    metadata = ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in (("slot", slot), ("filename", name)))
    begun = citizen.tus("POST", f"{draft}/uploads", Upload_Length=len(content), Upload_Metadata=metadata)
    assert begun.status_code == 201, begun.content.decode()
    at, told = 0, begun
    while at < len(content):
        told = citizen.tus("PATCH", begun["Location"], content[at : at + PIECE], Upload_Offset=at)
        assert told.status_code == 204, told.content.decode()
        at = int(told["Upload-Offset"])
    return told["Motcua-File"]


def test_a_birth_is_registered_from_draft_to_acceptance_by_programs_alone(house, program, birth, photo):
    where, answers = birth
    citizen, officer, nobody = program(house.tien), program(house.receiver), program()

    form = nobody.get("/api/procedures/{procedure}/form?commune={commune}".format(**where)).json()
    slots = {f["key"]: f["accept"] for g in form["groups"] for f in g["fields"] if f["type"] == "file"}
    assert "png" in slots[WITNESS]

    begun = citizen.send("/api/drafts", where)
    assert begun.status_code == 201, begun.content.decode()
    draft = f"/api/drafts/{begun.json()['id']}"
    assert begun.json()["answers"]["requester_name"] == house.tien.full_name  # from the account, not typed

    kept = citizen.send(draft, {"answers": answers}, method="PATCH")
    assert kept.status_code == 200, kept.content.decode()
    lacking = kept.json()["faults"]
    assert [(f["field"], f["code"]) for f in lacking] == [(WITNESS, "missing")], lacking

    too_early = citizen.send(f"{draft}/submission", {}, key="an-birth-0001")
    assert too_early.status_code == 422
    assert too_early.json()["faults"] == lacking

    front, back = photo(64), photo(400)
    sent = citizen.put_in(draft, WITNESS, front, "mặt trước.png")
    assert sent.status_code == 201, sent.content.decode()
    in_pieces(citizen, draft, WITNESS, back, "mặt sau.png")
    ready = citizen.get(draft).json()
    assert [f["name"] for f in ready["files"]] == ["mặt trước.png", "mặt sau.png"]
    assert ready["faults"] == []

    done = citizen.send(f"{draft}/submission", {}, key="an-birth-0001")
    assert done.status_code == 201, done.content.decode()
    again = citizen.send(f"{draft}/submission", {}, key="an-birth-0001")
    assert (again.status_code, again.json()) == (200, done.json())
    code = done.json()["code"]
    assert citizen.get(draft).json()["code"] == code
    assert nobody.get(f"/api/status/{code}").json()["status"] == 1

    assert code in {row["code"] for row in officer.get("/api/work").json()["items"]}
    seen = officer.get(f"/api/dossiers/{code}").json()
    assert "file" in {paper["filled_by"] for paper in seen["papers"]}
    accepted = officer.send(f"/api/dossiers/{code}/acceptance", {"acts": seen["acts"]})
    assert accepted.status_code == 200, accepted.content.decode()
    public = nobody.get(f"/api/status/{code}").json()
    assert public["status"] == 2
    assert public["due_at"] == accepted.json()["due_at"] is not None
    assert [row["status"] for row in citizen.get("/api/dossiers").json() if row["code"] == code] == [2]
