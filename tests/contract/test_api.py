"""We keep our published word: the OpenAPI document is the one we promised, and every answer is as it says.

Bounded: 20 examples an operation for each kind of visitor, the same ones every time. The house stays
as it was after each example.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from motcua.config.api import document
from motcua.platform import rates

SNAPSHOT = Path(__file__).parent / "openapi.json"
FEWEST_OPERATIONS = 26
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
EXAMPLES = settings(
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# The cookie of the session is the visitor's own, never an invented one.
# tus wants 412 for another version of itself.
REJECTED = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422"]
OWN_SESSION = SchemathesisConfig.from_dict(
    {
        "generation": {"with-security-parameters": False},
        "checks": {"negative_data_rejection": {"expected-statuses": REJECTED}},
    }
)
# A request may be as the schema says and still be about nothing that exists (404), come too late (409),
# be for somebody else (401, 403), or hold answers that the form of that procedure refuses (422).
CHECKS_OF_WORLD = [positive_data_acceptance]


def test_the_document_is_the_one_we_promised():
    promised = json.loads(SNAPSHOT.read_text("utf-8"))
    assert document() == promised, "renew it knowingly: see docs/api.md, 'Khi giao diện thay đổi'"


def test_every_operation_is_described_and_says_how_it_refuses():
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            place = f"{method} {path}"
            assert operation["description"], place
            refused = {s: r for s, r in operation["responses"].items() if int(s) >= 400}
            assert "429" in refused, place
            assert ("401" in refused) == bool(operation.get("security")), place
            for response in refused.values():
                assert list(response["content"]) == ["application/problem+json"], place


@pytest.fixture
def schema(house, monkeypatch):
    """The published document, ready to be tried on the application itself; nobody counts the tries."""
    monkeypatch.setattr(rates, "allow", lambda *_args, **_limits: True)
    with connection_kept():
        return schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application(), config=OWN_SESSION)


@contextmanager
def connection_kept():
    """Keep the connection open between requests: it holds the test's transaction (Django's client does the same)."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    try:
        yield
    finally:
        for end in ends:
            end.connect(close_old_connections)


@pytest.fixture
def known(house, program, extract, birth, photo):
    """Values that lead somewhere: a real dossier, procedure and commune; a draft with a file and half of another."""
    citizen = program(house.trang)
    code = citizen.send("/api/dossiers", extract, key="known-dossier").json()["code"]
    where, answers = birth
    draft = citizen.send("/api/drafts", where).json()["id"]
    # Of the sample only what opens the slot: the rest is about another father.
    asked = {"answers": {key: answers[key] for key in ("case", "birth_proof")}}
    assert citizen.send(f"/api/drafts/{draft}", asked, method="PATCH").status_code == 200
    file = citizen.put_in(f"/api/drafts/{draft}", "file_witness", photo()).json()["id"]
    metadata = ",".join(f"{k} {b64encode(v).decode()}" for k, v in (("slot", b"file_witness"), ("filename", b"a.png")))
    upload = citizen.tus("POST", f"/api/drafts/{draft}/uploads", Upload_Length=99, Upload_Metadata=metadata)
    tus = {"Tus-Resumable": "1.0.0"}
    piece = {"body": b"x", "media_type": "application/offset+octet-stream"}
    form = {"body": {"slot": "file_witness", "file": photo()}, "media_type": "multipart/form-data"}
    return {
        "dossiers": {"code": code},
        "status": {"code": code},
        "procedures": {"code": extract["procedure"]},
        "drafts": {"draft": draft, "file": file, "upload": upload["Location"].rsplit("/", 1)[1]},
        "sent": {
            "submit_dossier": {"body": extract, "media_type": "application/json"},
            "accept_dossier": {"body": {"acts": 0}, "media_type": "application/json"},
            "begin_draft": {"body": where, "media_type": "application/json"},
            "answer_draft": {"body": asked, "media_type": "application/json"},
            "add_file": form,
            "begin_upload": {"headers": {**tus, "Upload-Length": "99", "Upload-Metadata": metadata}},
            "upload_progress": {"headers": tus},
            "send_piece": {**piece, "headers": {**tus, "Upload-Offset": "0"}},
            "give_up_upload": {"headers": tus},
        },
    }


def cases(operation, known):
    """Draw a request: three of five as the schema says, one about things that exist, one as it must not be."""
    kind = operation.path.split("/")[2]
    path = {name: value for name, value in known.get(kind, {}).items() if f"{{{name}}}" in operation.path} or None
    query = {"commune": "cam-giang"} if kind == "procedures" else None
    body = known["sent"].get(operation.definition.raw["operationId"], {})
    free = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    real = operation.as_strategy(generation_mode=GenerationMode.POSITIVE, path_parameters=path, query=query, **body)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return st.integers(0, 4).flatmap(lambda n: real if n == 0 else wrong if n == 1 else free)


def passes_of(visitor):
    """What a visitor's own page would send along: cookies and token."""
    if visitor is None:
        return {}
    names = (django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME)
    cookies = {name: visitor.cookies[name].value for name in names}
    # The transport sends the jar; the header tells schemathesis that this sign-in is meant and not invented.
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"cookies": cookies, "headers": {"Cookie": header, "X-CSRFToken": visitor.token}}


def tried_out(operation, known, passes) -> Counter:
    """Send the examples of one operation and count the answers by status; a broken promise fails the test."""
    seen: Counter = Counter()

    @EXAMPLES
    @given(case=cases(operation, known))
    def holds(case):
        with transaction.atomic():
            response = case.call_and_validate(**passes, excluded_checks=CHECKS_OF_WORLD)
            seen[response.status_code] += 1
            transaction.set_rollback(True)

    with connection_kept():
        holds()
    return seen


@pytest.mark.parametrize("visitor", ["citizen", "officer", "nobody"])
def test_every_answer_is_as_the_document_says(house, program, schema, known, visitor):
    who = {"citizen": house.trang, "officer": house.receiver, "nobody": None}[visitor]
    passes = passes_of(program(who) if who else None)
    answered: dict[str, Counter] = {}

    for found in schema.get_all_operations():
        operation = found.ok()
        answered[operation.label] = tried_out(operation, known, passes)

    assert len(answered) >= FEWEST_OPERATIONS
    assert all(seen.total() for seen in answered.values())
    # The shapes of what is granted were looked at too, not only refusals.
    granted = {label for label, seen in answered.items() if any(200 <= status < 300 for status in seen)}
    assert granted >= GRANTED["nobody"] | GRANTED[visitor], answered


_PUBLIC = {
    "GET /api/communes",
    "GET /api/procedures",
    "GET /api/procedures/{code}",
    "GET /api/procedures/{code}/form",
    "GET /api/status/{code}",
}
_OF_DOSSIERS = {"GET /api/session", "GET /api/dossiers/{code}", "GET /api/dossiers/{code}/timeline"}
_DRAFT = "/api/drafts/{draft}"
_OF_DRAFTS = {
    "GET /api/drafts", "POST /api/drafts", f"GET {_DRAFT}", f"PATCH {_DRAFT}", f"DELETE {_DRAFT}",
    f"POST {_DRAFT}/files", f"GET {_DRAFT}/files/{{file}}", f"DELETE {_DRAFT}/files/{{file}}",
    f"OPTIONS {_DRAFT}/uploads", f"POST {_DRAFT}/uploads", f"HEAD {_DRAFT}/uploads/{{upload}}",
    f"PATCH {_DRAFT}/uploads/{{upload}}", f"DELETE {_DRAFT}/uploads/{{upload}}",
}  # fmt: skip
GRANTED = {
    "nobody": _PUBLIC,
    "citizen": _OF_DOSSIERS | _OF_DRAFTS | {"GET /api/dossiers", "POST /api/dossiers"},
    "officer": _OF_DOSSIERS | {"GET /api/work", "POST /api/dossiers/{code}/acceptance"},
}
