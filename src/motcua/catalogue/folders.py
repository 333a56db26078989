"""Packs in folders: what `import_packs` reads and `export` writes. No database.

Two shapes are read: the repository's `packs/` (docs/packs.md section 1), and an export, with
`layers/<procedure>/<level>.yaml` or `<level>-<scope>.yaml`, each with a head and whole documents, beside
`code_lists.yaml` and `tables.yaml`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from motcua.catalogue.packs.documents import DOCUMENT_NAMES, read_yaml, write_yaml
from motcua.catalogue.packs.layers import Layer
from motcua.catalogue.packs.library import Library, overlay_layer
from motcua.catalogue.rules import FIRST_DAY

TABLES = ("fields", "life_events")
TABLE_PREFIX = "table."
SAMPLE_PREFIX = "sample."  # one set of invented answers of a procedure with a form of its own
OWN = (TABLE_PREFIX, SAMPLE_PREFIX)
_HEAD = "Exported by motcua. Laid over each other by level: national, province, unit (docs/packs.md section 2)."


@dataclass(frozen=True)
class FoundLayer:
    """One layer as it stands in a folder."""

    procedure: str
    level: str
    scope: str
    documents: Mapping[str, Any]
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True)
class Folder:
    """Everything a folder holds. Lists by key; beside them our tables (`table.<name>`), samples (`sample.<code>`)."""

    layers: tuple[FoundLayer, ...]
    lists: Mapping[str, Any]


def read(root: Path, *, codes: Collection[str] | None = None) -> Folder:
    """Read a folder of packs, of these procedures only when any are named. Unknown shape: ValueError."""
    if (root / "layers").is_dir():
        lists = {**read_yaml(root / "code_lists.yaml"), **read_yaml(root / "tables.yaml")}
        return Folder(tuple(_exported(root, codes)), lists)
    library = Library(root)
    if not library.codes:
        raise ValueError(f"{root}: no packs here")
    tables = {f"{TABLE_PREFIX}{name}": read_yaml(root / f"{name}.yaml") for name in TABLES}
    samples = {
        f"{SAMPLE_PREFIX}{code}": max(found, key=lambda sample: len(sample["answers"]))  # the fullest teaches most
        for code in library.codes
        if (codes is None or code in codes) and (found := library.samples(code))
    }
    return Folder(tuple(_shipped(library, codes)), {**library.code_lists, **tables, **samples})


def write(root: Path, layers: Iterable[FoundLayer], lists: Mapping[str, Any]) -> int:
    """Write layers and lists so that `read` gives them back; return how many layers."""
    count = 0
    for layer in layers:
        name = f"{layer.level}-{layer.scope}" if layer.scope else layer.level
        path = root / "layers" / layer.procedure / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = {
            "layer": layer.level,
            "code": layer.scope,
            "procedure": layer.procedure,
            "valid_from": layer.valid_from.isoformat(),
            "valid_to": layer.valid_to.isoformat() if layer.valid_to else None,
            "source": layer.source,
        }
        path.write_text(write_yaml({"overlay": head, **layer.documents}, head=_HEAD), "utf-8")
        count += 1
    (root / "layers").mkdir(parents=True, exist_ok=True)
    plain = {key: content for key, content in lists.items() if not key.startswith(OWN)}
    (root / "code_lists.yaml").write_text(write_yaml(plain, head=_HEAD), "utf-8")
    tables = {key: content for key, content in lists.items() if key.startswith(OWN)}
    (root / "tables.yaml").write_text(write_yaml(tables, head=_HEAD), "utf-8")
    return count


def _shipped(library: Library, codes: Collection[str] | None) -> Iterator[FoundLayer]:
    for code in library.codes:
        if codes is None or code in codes:
            yield _found(code, library.national(code))
    for path in sorted((library.root / "overlays").glob("*/*.yaml")):
        if codes is None or path.stem in codes:
            yield _found(path.stem, overlay_layer(read_yaml(path)))


def _exported(root: Path, codes: Collection[str] | None) -> Iterator[FoundLayer]:
    for path in sorted((root / "layers").glob("*/*.yaml")):
        raw = read_yaml(path)
        if codes is None or raw["overlay"]["procedure"] in codes:
            head = raw["overlay"]
            yield FoundLayer(
                procedure=head["procedure"],
                level=head["layer"],
                scope=head["code"],
                documents={name: raw[name] for name in DOCUMENT_NAMES if name in raw},
                valid_from=date.fromisoformat(head["valid_from"]),
                valid_to=date.fromisoformat(head["valid_to"]) if head["valid_to"] else None,
                source=head["source"],
            )


def _found(code: str, layer: Layer) -> FoundLayer:
    return FoundLayer(
        procedure=code,
        level=layer.layer,
        scope=layer.code,
        documents=layer.documents,
        valid_from=layer.valid_from or FIRST_DAY,
        valid_to=layer.valid_to,
        source=layer.source,
    )
