"""What citizens wait for after submitting: the receipt as PDF."""

from __future__ import annotations

import itertools
from typing import Any

from motcua.config.bench.house import House, backend
from motcua.config.bench.measuring import repeat
from motcua.dossiers import queries as dossiers
from motcua.platform.principal import acting_as


def receipt_pdf(house: House, *, seconds: float, **_: Any) -> dict[str, Any]:
    """The receipt of a dossier as PDF, as the citizen downloads it; raw is the typesetting alone."""
    from motcua.citizen import receipt
    from motcua.documents.printing import render, template_for

    people = house.citizens(30)
    turns = itertools.cycle(people)

    def once() -> None:
        _who, client, code = next(turns)
        answer = client.get(f"/ho-so/{code}/bien-nhan.pdf")
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.status_code}")

    times = repeat(once, seconds=seconds * 0.7, backend=backend())
    who, _client, code = people[0]
    with acting_as(who.principal):
        page = dossiers.page(who, code)
        if page is None or page.answer_by is None:
            raise LookupError(code)
        data = receipt._paper(who, page, page.answer_by).as_data()
    template = template_for("receipt", on=page.submitted_at.date())
    typeset = repeat(lambda: render(template, data), seconds=seconds * 0.3)
    return {**times.told(), "raw": {"what": "typesetting the same paper alone", **typeset.told()}}
