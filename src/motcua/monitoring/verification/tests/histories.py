"""Histories of dossiers for tests: likely ones, and ones that no service would write but a log may hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection

from motcua.platform.clock.now import ZONE

FIRST = datetime(2026, 6, 1, 8, 0, tzinfo=ZONE)
DAYS = 165
SHA = "5a6f37dd7440ef6ac2364c2e96d628443cf0e3702b9cb23d3bf7ab30459a9f56"
Happened = tuple[datetime, str, dict[str, Any]]


class Teller:
    """Makes histories by chance, the same for the same seed."""

    def __init__(self, seed: int, committees: Sequence[int], versions: Sequence[tuple[str, int]]) -> None:
        self.by_chance = Random(seed)
        self.committees = committees
        self.versions = versions

    def likely(self) -> list[Happened]:
        """Submitted, answered, supplemented perhaps, handled, ended or still open, rated perhaps."""
        r = self.by_chance
        at = FIRST + timedelta(
            days=r.randrange(DAYS), seconds=r.randrange(36000), microseconds=r.choice([0, 0, 499999, 500001])
        )
        told: list[Happened] = [(at, "DossierSubmitted", self._submitted(at))]

        def then(name: str, hours: float = 9, **says: Any) -> datetime:
            nonlocal at
            at += timedelta(seconds=r.choice([0, 1, 7]) if r.random() < 0.1 else r.random() * hours * 7200)
            at = at.replace(microsecond=r.choice([0, 0, 123456]))
            told.append((at, name, says))
            return at

        def due(reason: str, days: float) -> None:
            when = None if r.random() < 0.05 else (at + timedelta(days=days)).isoformat()
            told.append(
                (at, "DueSet", {"due_at": when, "reason": reason, "calendar": "x", "arithmetic": [], "policy": {}})
            )

        def supplement() -> bool:
            then("SupplementAsked", ordinal=1)
            if r.random() < 0.2:
                then("SupplementAsked", ordinal=2)
            if r.random() < 0.7:
                then("SupplementCompleted", 60, ordinal=1, changes=[{"key": "k", "old": "", "new": self._new()}])
                return True
            if r.random() < 0.5:
                then("SupplementLapsed", 90, ordinal=1)
            return False

        if r.random() < 0.1:
            then("AnswerSet", 1, answer_by=(at + timedelta(hours=9)).isoformat())
        if r.random() < 0.15 and not supplement():
            return self._rated(told, at)
        if r.random() < 0.1:
            then("DossierDeclined")
            return self._rated(told, at)
        if r.random() < 0.06:
            return told
        then("DossierAccepted", version=str(self._version_of(told)))
        due("accepted", r.choice([0.2, 1, 3, 8]))
        if r.random() < 0.05:
            code, version = r.choice(self.versions)
            then("ProcedureChanged", old="", new=code, version=str(version))
            due("case", 4)
        if r.random() < 0.1:
            then("FeeFixed", amount=r.choice([None, 0, 8000]))
        if r.random() < 0.3:
            then("PaymentTaken", amount=8000, channel=r.choice(["counter", "transfer"]))
        if r.random() < 0.12:
            if not supplement():
                return self._rated(told, at)
            due("supplement", 5)
        if r.random() < 0.07:
            then("OpinionLate", unit="x")
        if r.random() < 0.05:
            then(r.choice(["DossierStopped", "WithdrawalGranted", "DuplicateStopped"]))
            return self._rated(told, at)
        for name in ("TakenUp", "TakenUp", "ResultProposed", "ResultApproved"):
            if r.random() < 0.06:
                return told
            if r.random() < 0.93:
                then(name, 20, **({"is_refusal": r.random() < 0.1} if name == "ResultProposed" else {}))
        if r.random() < 0.06:
            then("ResultRefused")
        if r.random() < 0.08:
            then("ApologySigned")
            due("apology", 6)
        if r.random() < 0.95:
            then("DossierCompleted", 30, sha256=r.choice([SHA, SHA, SHA, ""]))
        if r.random() < 0.8:
            then("ResultReturned", 50, way="counter")
        return self._rated(told, at)

    def unlikely(self) -> list[Happened]:
        """Any events in any order, instants going back and forth: what was late, corrected or written twice."""
        r = self.by_chance
        told = self.likely()
        later = told[1:] + [one for one in self.likely()[1:] if r.random() < 0.3]
        if all(name != "DossierAccepted" for _, name, _ in later):
            later = [one for one in later if one[1] != "OpinionLate"]  # opinions are asked of accepted dossiers alone
        r.shuffle(later)
        return told[:1] + [(at + timedelta(seconds=r.randrange(-90000, 90000)), *rest) for at, *rest in later]

    def _rated(self, told: list[Happened], at: datetime) -> list[Happened]:
        r = self.by_chance
        for name, share in (("DossierRated", 0.5), ("RatingChanged", 0.1), ("ReviewAsked", 0.06)):
            if r.random() < share:
                at += timedelta(hours=r.random() * 200)
                verdict = {"verdict": r.choice(["good", "good", "good", "middle", "bad"])} if r.random() < 0.95 else {}
                told.append((at, name, verdict))
        return told

    def _submitted(self, at: datetime) -> dict[str, Any]:
        r = self.by_chance
        code, version = r.choice(self.versions)
        channel = r.choice([1, 1, 2, 2, 2, 3])
        says = {
            "code": "X", "procedure": code, "version": str(version), "channel": channel, "origin": "local",
            "answers": {"digest": "x"}, "files": r.choice([[], [{"slot": "k", "sha256": SHA}]]),
            "answer_by": None if r.random() < 0.1 else (at + timedelta(hours=r.choice([2, 8, 30]))).isoformat(),
            "estimated_at": None, "seconds": r.choice([None, r.randrange(40, 3000)]),
        }  # fmt: skip
        if r.random() < 0.2:
            says["assisted_by"] = r.choice([None, "250096637842876711"])
        if r.random() < 0.5:
            says["fee"] = r.choice([None, 0, 8000])
        if channel == 3:
            says["arrived_on"] = (at - timedelta(days=r.choice([0, 0, 1]))).date().isoformat()
        return says

    def _version_of(self, told: list[Happened]) -> int:
        return int(told[0][2]["version"] if self.by_chance.random() < 0.9 else self.by_chance.choice(self.versions)[1])

    def _new(self) -> str:
        return self.by_chance.choice([SHA, f"{SHA} {SHA}", "IDK/DI6AOyH8QJOEynSmzT6pexZwyyAkiVp483uiqx0=", ""])

    def write(self, histories: Sequence[list[Happened]], first_id: int = 10**15) -> list[int]:
        """Write them into the log in bulk (chains without hashes, which figures do not read); return their ids."""
        r = self.by_chance
        rows, ids = [], []
        for number, told in enumerate(histories):
            dossier = first_id + number
            ids.append(dossier)
            committee = r.choice(self.committees)
            for sequence, (at, name, says) in enumerate(told, start=1):
                actor = r.choice(["citizen", "officer"]) if sequence == 1 else "officer"
                body = {
                    "at": at.isoformat(), "name": name, "stream": ["dossier", str(dossier)], "unit": str(committee),
                    "secrecy": 0, "actor": {"kind": actor}, "payload": says,
                }  # fmt: skip
                rows.append([dossier * 100 + sequence, at, dossier, sequence, name, committee, json.dumps(body)])
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO event (id, at, kind, key, sequence, name, unit_id, secrecy, body, previous, hash)"
                " VALUES (%s, %s, 'dossier', %s, %s, %s, %s, 0, %s, '', '')",
                rows,
            )
        return ids
