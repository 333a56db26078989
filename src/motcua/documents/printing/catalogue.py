"""Which print template is in force for a form on a day (rules 2.1, R2.3).

The law changes its forms; old dossiers are still printed on theirs. So every size, margin and word
of a form is data with a source and a mark in templates.yaml and the
sheet beside it, and the `.typ` files hold only structure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from motcua.platform.errors import NotFound

FOLDER = Path(__file__).parent
FORMS = (
    "01", "02", "03", "receipt", "result", "04", "05", "06", "07", "handover", "result-book", "morning", "dossier-file",
    "inspection-sample", "report",
)  # fmt: skip
SHEETS = ("templates.yaml", "templates_of_the_office.yaml")  # the second adds to the first, which it may lean on


@dataclass(frozen=True)
class Template:
    """One generation of one form. Valid on `valid_from` and after, up to and including `valid_until`."""

    form: str
    generation: str
    valid_from: date
    valid_until: date | None
    main: str
    source: str
    mark: str
    settings: Mapping[str, Any]
    words: Mapping[str, Any]

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)

    def with_settings(self, **changes: Any) -> "Template":
        """Return the same template with some settings of a unit's own, for example `paper="a4"`."""
        unknown = changes.keys() - self.settings.keys()
        if unknown:
            raise ValueError(f"no such template settings: {sorted(unknown)}")
        return replace(self, settings={**self.settings, **changes})

    @property
    def tighter(self) -> "Template | None":
        """The same template set closer (the layout's `tight`), None where the layout has no such setting."""
        closer = self.settings.get("tight")
        if not closer:
            return None
        settings = dict(self.settings)
        for key, value in closer.items():
            settings[key] = {**settings[key], **value} if isinstance(value, dict) else value
        return replace(self, settings=settings)


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """Return every template we ship, oldest generation of each form first."""
    layouts: dict[str, Any] = {}
    wordings: dict[str, Any] = {}
    found: list[Template] = []
    for name in SHEETS:
        sheet = yaml.safe_load((FOLDER / name).read_text("utf-8"))
        layouts |= sheet.get("layouts", {})
        wordings |= sheet["wordings"]
        found += [_template(row, layouts, wordings) for row in sheet["templates"]]
    return tuple(sorted(found, key=lambda template: (template.form, template.valid_from)))


def template_for(form: str, on: date, *, generation: str = "") -> Template:
    """Return the newest template of `form` in force on that day, or the named generation whatever the day.

    Raises NotFound when nothing was in force: a form is never printed on a layout of another time unasked.
    """
    fits = [t for t in templates() if t.form == form and (t.generation == generation if generation else t.in_force(on))]
    if not fits:
        raise NotFound("no print template", form=form, on=on.isoformat(), generation=generation)
    return fits[-1]


def _template(row: dict[str, Any], layouts: dict[str, Any], wordings: dict[str, Any]) -> Template:
    if row["form"] not in FORMS or not (FOLDER / "templates" / row["main"]).is_file():
        raise ValueError(f"templates.yaml: form {row['form']} or its file {row['main']} is unknown")
    words: dict[str, Any] = {}
    for name in row["words"]:
        words |= wordings[name]
    return Template(
        form=row["form"],
        generation=row["generation"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        main=row["main"],
        source=row["source"],
        mark=row["mark"],
        settings=layouts[row["layout"]],
        words=words | row.get("own_words", {}),
    )
