"""All packs together: one fact has one type, codes and folders agree, tables name only what exists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from motcua.catalogue.packs.checking.pack import check
from motcua.catalogue.packs.checking.shape import shape_of
from motcua.catalogue.packs.checking.vocabulary import Finding, Vocabulary, fields_of
from motcua.catalogue.packs.documents import read_yaml
from motcua.catalogue.packs.layers import merge
from motcua.catalogue.packs.library import Library, overlay_layer

# Two types of one kind of answer: a long text and a short one hold the same thing.
SAME_KIND = {"textarea": "text"}


def check_library(library: Library) -> dict[str, list[Finding]]:
    """Return the findings of each pack by code; those of the tables and of overlays stand under "" ."""
    words = Vocabulary.of(library)
    found: dict[str, list[Finding]] = {"": [*_tables(library), *_overlays(library, words)]}
    types: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for pack in library.packs():
        samples = library.samples(pack.code)
        at_home = [sample for sample in samples if sample.get("province") is None]
        found[pack.code] = check(pack, words, at_home)
        for sample in samples:
            if sample.get("province") is not None:
                # A sample that names a province is about the pack as it stands there on that day.
                local = library.pack(
                    pack.code, province=sample["province"], on=date.fromisoformat(sample["submitted_on"])
                )
                found[pack.code] += [f for f in check(local, words, [sample]) if f not in found[pack.code]]
        if pack.procedure["field"] != library.folders[pack.code].parent.name:
            found[pack.code].append(Finding("pack.folder", "procedure.field", "Thư mục không khớp lĩnh vực."))
        for path, field in fields_of(pack.form):
            if field.get("fact"):
                kind = SAME_KIND.get(field["type"], field["type"])
                types[field["fact"]][kind].append(f"{pack.code} {path}")
    for fact, kinds in sorted(types.items()):
        if len(kinds) > 1:
            places = "; ".join(f"{kind}: {places[0]}" for kind, places in sorted(kinds.items()))
            found[""].append(Finding("pack.fact_type", fact, f"Một dữ kiện có nhiều kiểu: {places}"))
    return found


def _tables(library: Library) -> Iterator[Finding]:
    codes, tables = set(library.codes), library.tables
    named = {
        "handling": [row["code"] for row in tables.handling["procedures"]],
        "confidentiality": [row["code"] for row in tables.confidentiality["procedures"]],
        "life_events": [code for event in tables.life_events["events"] for code in event["procedures"]],
    }
    for table, listed in named.items():
        for code in sorted(set(listed) - codes):
            yield Finding("table.procedure_unknown", table, f"Bảng nêu thủ tục không có: {code}.")
    for code in sorted(codes - set(named["handling"])):
        yield Finding("table.procedure_missing", "handling", f"Bảng thiếu thủ tục {code}.")
    slugs = {field["slug"] for field in tables.fields["fields"]}
    for reason in tables.pause_reasons["reasons"]:
        listed_slugs = [] if reason["fields"] == "all" else reason["fields"]
        for slug in sorted({*listed_slugs, *reason.get("except", ())} - slugs):
            yield Finding("table.field_unknown", "pause_reasons", f"Không có lĩnh vực «{slug}».")


def _overlays(library: Library, words: Vocabulary) -> Iterator[Finding]:
    for path in sorted((library.root / "overlays").glob("*/*.yaml")):
        overlay = read_yaml(path)
        where = f"overlays/{path.parent.name}/{path.name}"
        wrong = list(shape_of("overlay", overlay))
        yield from (Finding(f.code, f"{where}: {f.where}", f.message) for f in wrong)
        if wrong:
            continue
        code = overlay["overlay"]["procedure"]
        if code not in library.folders:
            yield Finding("overlay.procedure_unknown", where, f"Không có thủ tục {code}.")
            continue
        pack = merge([library.national(code), overlay_layer(overlay)])
        yield from (
            Finding(f.code, f"{where}: {f.where}", f.message, f.severity)
            for f in check(pack, words)
            if f.severity == "error"
        )
