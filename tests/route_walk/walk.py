"""The walk: everybody calls every address, and what he gets is held against the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.conf import settings as django_settings
from django.db import transaction

from .house import House
from .table import (
    ACTS,
    ALSO,
    AT_PUBLIC,
    BOTH,
    CITIZENS,
    DOSSIER,
    DRAFT,
    DREW_SAMPLE,
    EVERYBODY,
    FILED_BY,
    FIRMS,
    INSPECTORS,
    INVENTED,
    LISTS,
    NAMES,
    OFFICERS,
    PUBLIC,
    PUBLIC_ABOUT,
    RECEIVERS,
    SAMPLE,
    SEEN,
    SITS_AT_VISIT,
    SLUGS,
    TURN,
    VISIT,
    Route,
)


@dataclass(frozen=True)
class Answer:
    status: int
    body: str
    location: str
    zeros: bool  # no counter of the work list counts anything

    @property
    def told(self) -> str:
        return f"{self.status} {self.body[:120]}" if self.status >= 500 else str(self.status)

    @property
    def outcome(self) -> str:
        if self.status == 401 or (self.status == 302 and "/dang-nhap/" in self.location):
            return "door"
        if self.status >= 500:
            return "broken"
        return {403: "refused", 404: "absent", 405: "no such method"}.get(self.status, "served")


def call(house: House, role: str, url: str, method: str = "get", data: dict[str, Any] | None = None) -> Answer:
    """Call as somebody and undo everything it did."""
    client = house.clients[role]
    undo = transaction.savepoint()
    try:
        if method == "post" and url.startswith("/api/"):
            response = client.post(url, data or {}, content_type="application/json")
        else:
            response = getattr(client, method)(url, data or {})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        tabs = response.context["tabs"] if url == "/can-bo/" and "tabs" in (response.context or ()) else ()
        return Answer(
            response.status_code,
            body.decode(errors="ignore"),
            response.headers.get("Location", ""),
            not any(tab["count"] for tab in tabs),
        )
    except Exception as error:  # a fault of the house is a finding like any other
        return Answer(500, repr(error), "", True)
    finally:
        transaction.savepoint_rollback(undo)
        if role != "nobody":  # signing out has taken the cookie; undone as well
            client.cookies[django_settings.SESSION_COOKIE_NAME] = house.sessions[role]


def at_the_doors(house: House, roles: tuple[str, ...] = EVERYBODY) -> Iterator[str]:
    """Yield what those get who are not let in at an address, and what a method gets that it does not know.

    The door asks who somebody is and never comes to the dossier, so one dossier is enough here.
    """
    for role in roles:
        if role in AT_PUBLIC:
            for name, url in PUBLIC.items():
                yield from _public(house, role, name, url)
        for name, route in LISTS.items():
            yield from _list(house, role, name, route, ("get", "post") if role not in route.who else _unknown(route))
        for name, route in DOSSIER.items():
            methods = ("get", "post") if role not in route.who else _unknown(route)
            yield from _dossier(house, role, name, route, "S", methods)
        if role not in CITIZENS:
            yield from _draft(house, role)
        if role not in RECEIVERS:
            yield from _visit(house, role)
        if role not in INSPECTORS:
            yield from _sample(house, role)


def violations(house: House, roles: tuple[str, ...] = EVERYBODY) -> Iterator[str]:
    """Yield what those who are let in get and should not, or should get and do not."""
    for role in roles:
        if role in AT_PUBLIC:
            for name, url in PUBLIC_ABOUT.items():
                for key, dossier in house.dossiers.items():
                    yield from _followed(house, role, name, url.format(code=dossier.code), key)
        for name, route in LISTS.items():
            if role in route.who:
                yield from _list(house, role, name, route, route.methods)
        for name, route in DOSSIER.items():
            for key in _about(role, name) if role in route.who else ():
                yield from _dossier(house, role, name, route, key, route.methods)
        yield from _crossed(house, role)
        yield from _found(house, role)
        if role in CITIZENS:
            yield from _draft(house, role)
        if role in RECEIVERS:
            yield from _visit(house, role)
        if role in INSPECTORS:
            yield from _sample(house, role)


def out_of_turn(house: House, roles: tuple[str, ...] = EVERYBODY) -> Iterator[str]:
    """Yield what somebody could do to a dossier he sees though it is not his turn."""
    for role in roles:
        yield from _acts(house, role)


def _unknown(route: Route) -> tuple[str, ...]:
    return tuple(method for method in ("get", "post") if method not in route.methods)


def _about(role: str, name: str) -> list[str]:
    """Which dossiers are worth asking about.

    The submitted and the confidential one always; of the others one he sees and one he does not, each address
    another: the pages of a dossier differ by its state, not by whose it is.
    """
    turn = crc32(name.encode())
    seen = [key for key in "WQEFX" if role in SEEN[key]]
    unseen = [key for key in "WQEFX" if role not in SEEN[key]]
    return [*"SK", *(keys[turn % len(keys)] for keys in (seen, unseen) if keys)]


def _followed(house: House, role: str, name: str, url: str, key: str) -> Iterator[str]:
    """Progress by code is for everybody and names nobody, nor what a confidential dossier is about."""
    answer = call(house, role, url)
    if answer.outcome != "served":
        yield f"{role} {name} {key}: {answer.status}"
    if leaks := [n for n in (*NAMES.values(), *FIRMS, "HIV") if n in answer.body and not _knows(role, n)]:
        yield f"{role} {name} {key} tells {leaks}"


def _knows(role: str, name: str) -> bool:
    """Whether somebody may read a person's name: it is his own, or he sees one of that person's dossiers."""
    if name in FIRMS:
        return role in SEEN[FIRMS[name]]
    owner = next((o for o, n in NAMES.items() if n == name), "")
    return owner in (role, ALSO.get(role)) or any(role in SEEN[k] for k, o in FILED_BY.items() if o == owner)


def _leaks(house: House, role: str, url: str, body: str) -> list[str]:
    found = [k for k, d in house.dossiers.items() if role not in SEEN[k] and d.code in body and d.code not in url]
    return found + [n for n in (*NAMES.values(), *FIRMS) if n in body and not _knows(role, n)]


def _public(house: House, role: str, name: str, url: str) -> Iterator[str]:
    for method in ("get", "post"):
        answer = call(house, role, url, method)
        if answer.outcome in {"refused", "broken"}:
            yield f"{role} {method} {name}: {answer.told}"
        if name not in INVENTED and (leaks := _leaks(house, role, url, answer.body)):
            yield f"{role} {method} {name} tells {leaks}"


def _due(role: str, allowed: set[str]) -> str:
    if role == "nobody":
        return "door"
    return "served" if role in allowed else "refused"


def _fine(route: Route, method: str, expected: str) -> set[str]:
    return {expected} if method in route.methods else {expected, "no such method"}


def _list(house: House, role: str, name: str, route: Route, methods: tuple[str, ...]) -> Iterator[str]:
    own = role[:2] if role[:2] in SLUGS else "cg"
    url = route.url.replace("{commune}", own).replace("{slug}", SLUGS[own])
    url = url.replace("{committee}", str(house.committees[own])).replace("{post}", str(house.posts[own]))
    for method in methods:
        if name == "api:submit_dossier" and method == "get":
            continue  # the same address as my_dossiers
        answer = call(house, role, url, method)
        expected = _due(role, route.who)
        if expected == "served" and route.leads_nowhere:
            expected = "absent"
        if name == "desk:sign_out" and expected == "served":
            continue  # every way out leads to a door; signing out has its own tests
        if answer.outcome not in _fine(route, method, expected):
            yield f"{role} {method} {name}: {answer.told} where {expected} was due"
        if leaks := _leaks(house, role, url, answer.body):
            yield f"{role} {method} {name} tells {leaks}"
        if method == "get" and expected == "served":
            for key in route.tells:
                is_due = role in SEEN[key] and (route.among is None or role in route.among.get(key, ()))
                if is_due and house.dossiers[key].code not in answer.body:
                    yield f"{role} {name} hides {key}"
                if route.among is not None and not is_due and house.dossiers[key].code in answer.body:
                    yield f"{role} {name} tells {key}"
        if name == "desk:my_work" and not answer.zeros and not any(role in seen for seen in SEEN.values()):
            yield f"{role} {name} counts what he may not see"


def _dossier(house: House, role: str, name: str, route: Route, key: str, methods: tuple[str, ...]) -> Iterator[str]:
    dossier, url, expected = house.dossiers[key], route.url, _due(role, route.who)
    nobodys = route.leads_nowhere or role not in SEEN[key]
    if expected == "served" and (nobodys or (route.among and role not in route.among.get(key, ()))):
        expected = "absent"
    slips, attached = dossier.slips if "{slip}" in url else [0], dossier.files[:1] if "{file}" in url else [0]
    for slip in slips[:1]:
        for file in attached:
            at = url.format(code=dossier.code, slip=slip, file=file, rating=dossier.rating)
            for method in methods:
                answer = call(house, role, at, method, {"acts": 0} if name == "api:accept_dossier" else None)
                fine = _fine(route, method, expected)
                if method == "post" and expected == "served":
                    fine |= {"refused"}  # not in this state
                if answer.outcome not in fine:
                    yield f"{role} {method} {name} {key}: {answer.told} where {expected} was due"
                if leaks := _leaks(house, role, at, answer.body):
                    yield f"{role} {method} {name} {key} tells {leaks}"


def _crossed(house: House, role: str) -> Iterator[str]:
    """The code of a dossier one sees with the form of another: an address put together by hand."""
    strange = house.dossiers["Q"].slips[0]
    own = "/can-bo/ho-so/{}/phieu/{}/" if role in OFFICERS else "/ho-so/{}/phieu/{}.pdf"
    for key in ("S", "X", "W"):
        if role in SEEN[key] and call(house, role, own.format(house.dossiers[key].code, strange)).outcome != "absent":
            yield f"{role} gets a form of Q through {key}"


def _found(house: House, role: str) -> Iterator[str]:
    """A code typed into the search box leads to its dossier, or nowhere."""
    if role not in OFFICERS:
        return
    for key in "SKX":
        code = house.dossiers[key].code
        answer = call(house, role, f"/can-bo/tim/?q={code}")
        if (answer.status == 302 and code in answer.location) != (role in SEEN[key]):
            yield f"{role} searches the code of {key}: {answer.told}"


def _acts(house: House, role: str) -> Iterator[str]:
    """Whoever sees a dossier but whose turn it is not may change nothing in it."""
    if role not in OFFICERS:
        return
    for key, dossier in house.dossiers.items():
        if role not in SEEN[key]:
            continue
        for act in ACTS:
            at = f"/can-bo/ho-so/{dossier.code}/viec/{act}/"
            answer = call(house, role, at, "post", {"reason": "thử", "legal_basis": "thử", "note": "thử"})
            if answer.outcome == "broken":
                yield f"{role} {act} {key}: {answer.told}"
            done = answer.status == 302 and not answer.location.endswith("/bo-sung/")
            if done and role not in TURN[key]:
                yield f"{role} does {act} on {key}"
            if act == "accept" and not done and role in TURN[key] and key in "SKEFX":
                yield f"{role} may not accept {key}: {answer.status}"
        verdict = call(house, role, f"/can-bo/ho-so/{dossier.code}/bo-sung/", "post", {})
        fee = call(house, role, f"/can-bo/ho-so/{dossier.code}/muc-thu/", "post", {"amount": "0", "reason": "thử"})
        for what, answer in (("judges", verdict), ("says a fee of", fee)):
            if answer.status == 302 and role not in TURN[key]:
                yield f"{role} {what} {key}"


def _draft(house: House, role: str) -> Iterator[str]:
    for at in (f"/tep/{house.draft_file}/", f"/tep/{house.draft_file}/xem/"):
        expected = "served" if role == "trang" else "absent" if role in BOTH else _due(role, set())
        if (answer := call(house, role, at)).outcome != expected:
            yield f"{role} file of the draft: {answer.told} where {expected} was due"
    for name, url in DRAFT.items():
        at = url.format(draft=house.draft, group=house.group, file=house.draft_file)
        for method in ("get", "post"):
            answer = call(house, role, at, method)
            expected = "served" if role == "trang" else _due(role, set()) if role not in CITIZENS else "absent"
            fine = {expected, "no such method"} if expected == "served" or name == "citizen:autosave" else {expected}
            if expected == "absent" or name.startswith("api:"):
                fine |= {"no such method"}  # PATCH, DELETE, HEAD: tests/contract/test_api_drafts.py sends each of them
            if name == "citizen:autosave" and expected != "served":
                fine |= {"door", "refused", "absent"}  # answers a program: a status and one word
            if answer.outcome not in fine:
                yield f"{role} {method} {name}: {answer.told} where {expected} was due"


def _visit(house: House, role: str) -> Iterator[str]:
    """What is typed at a counter is nobody's but the officer's who sits there."""
    for name, url in VISIT.items():
        for method in ("get", "post"):
            answer = call(house, role, url.format(visit=house.visit), method)
            if role == SITS_AT_VISIT:
                fine = {"served", "no such method"} | ({"absent"} if name == "desk:visit_labels" else set())
            elif role in RECEIVERS:
                fine = {"absent", "no such method"}
            else:
                fine = {_due(role, set()), "no such method"}
            if answer.outcome not in fine:
                yield f"{role} {method} {name}: {answer.told} where one of {sorted(fine)} was due"


def _sample(house: House, role: str) -> Iterator[str]:
    """A random sample is nobody's but the inspector's who drew it."""
    for name, url in SAMPLE.items():
        at = url.format(sample=house.sample)
        answer = call(house, role, at)
        expected = "served" if role == DREW_SAMPLE else "absent" if role in INSPECTORS else _due(role, set())
        if answer.outcome != expected:
            yield f"{role} {name}: {answer.told} where {expected} was due"
        if leaks := _leaks(house, role, at, answer.body):
            yield f"{role} {name} tells {leaks}"
