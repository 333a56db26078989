"""The folder `packs/` as packs: files, tables and settled parts laid over each other (docs/packs.md 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from motcua.catalogue.packs.compose import Tables, compose
from motcua.catalogue.packs.documents import DOCUMENT_NAMES, Document, read_yaml
from motcua.catalogue.packs.layers import Layer, merge
from motcua.catalogue.packs.model import Pack


class Library:
    """Packs in a folder. Reading is lazy: one pack costs its own files and, once, the tables."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def folders(self) -> Mapping[str, Path]:
        """Folder of each procedure, by code, in the order of the codes."""
        return {
            path.parent.name: path.parent
            for path in sorted(self.root.glob("*/*/procedure.yaml"), key=lambda p: p.parent.name)
        }

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.folders)

    @cached_property
    def tables(self) -> Tables:
        generic = {path.stem: read_yaml(path) for path in sorted((self.root / "generic").glob("*.yaml"))}
        names = ("fields", "handling", "life_events", "pause_reasons", "confidentiality")
        return Tables(generic=generic, **{name: read_yaml(self.root / f"{name}.yaml") for name in names})

    @cached_property
    def code_lists(self) -> Mapping[str, Document]:
        """The lists by key, our own items laid over the captured ones."""
        lists: dict[str, Document] = {}
        for name in ("code_lists", "code_lists_own"):
            for one in read_yaml(self.root / f"{name}.yaml")["lists"]:
                known = lists.get(one["key"], {"items": []})
                items = {item["code"]: item for item in (*known["items"], *one["items"])}
                lists[one["key"]] = {**known, **one, "items": list(items.values())}
        return lists

    @cached_property
    def published_forms(self) -> Mapping[str, Document]:
        return {form["id"]: form for form in read_yaml(self.root / "published_forms.yaml")["forms"]}

    def national(self, code: str) -> Layer:
        """The national layer of one procedure."""
        folder = self.folders[code]
        converted = {name: self._document(folder, name) for name in DOCUMENT_NAMES}
        settled = self._document(folder, "settled") or {}
        return Layer("national", compose(converted, settled, self.tables), source=converted["procedure"]["sources"][0])

    def overlays(self, code: str, *, province: str | None = None, unit: str | None = None) -> list[Layer]:
        """The overlays a province and a unit have for this procedure, if any."""
        places = [("province", province), ("unit", unit)]
        paths = [self.root / "overlays" / f"{layer}-{place}" / f"{code}.yaml" for layer, place in places if place]
        return [overlay_layer(read_yaml(path)) for path in paths if path.exists()]

    def pack(self, code: str, *, province: str | None = None, unit: str | None = None, on: date | None = None) -> Pack:
        """The pack in force for that place on that day; without a place the national one. Unknown code: `KeyError`."""
        return merge([self.national(code), *self.overlays(code, province=province, unit=unit)], on=on)

    def packs(self) -> Iterator[Pack]:
        """Every national pack, in the order of the codes."""
        return (self.pack(code) for code in self.codes)

    def provinces(self) -> Sequence[str]:
        return sorted(path.name.removeprefix("province-") for path in (self.root / "overlays").glob("province-*"))

    def samples(self, code: str) -> list[Document]:
        """What tests/*.yaml of the procedure promise."""
        return [read_yaml(path) for path in sorted((self.folders[code] / "tests").glob("*.yaml"))]

    def is_detailed(self, code: str) -> bool:
        """True when the procedure has a form of its own."""
        return (self.folders[code] / "form.yaml").exists()

    @staticmethod
    def _document(folder: Path, name: str) -> Any:
        path = folder / f"{name}.yaml"
        return read_yaml(path) if path.exists() else None


def overlay_layer(overlay: Mapping[str, Any]) -> Layer:
    """Return an overlay file as a layer."""
    head = overlay["overlay"]
    return Layer(
        layer=head["layer"],
        code=head["code"],
        documents={name: overlay[name] for name in DOCUMENT_NAMES if name in overlay},
        source=head["source"],
        valid_from=_day(head["valid_from"]),
        valid_to=_day(head["valid_to"]),
        mark=head["mark"],
    )


def _day(raw: str | None) -> date | None:
    return None if raw is None else date.fromisoformat(raw)
