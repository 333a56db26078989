"""Where the captured row and the detailed file of one procedure disagree."""

from __future__ import annotations

from motcua.catalogue.packs.convert.source import Row
from motcua.catalogue.packs.convert.words import key_of
from motcua.catalogue.packs.documents import Document


def differences(base: Document, row: Row) -> list[Document]:
    """Where the detailed file and the captured row disagree: kept beside the pack and printed in the report."""
    found: list[tuple[str, str]] = []
    captured = base["cases"][0]["limit"]
    limits = {(c["limit"]["value"], c["limit"]["unit"]) for c in row["cases"]}
    if (captured and (captured["value"], captured["unit"]) not in limits) or len(limits) > 1:
        words = "; ".join(sorted(f"{value if value is not None else '?'} {unit}" for value, unit in limits))
        published = captured["published"] if captured else {"value": None, "unit": None}
        found.append(("limit", f"thời hạn: bản chụp {published['value']} {published['unit']}; bản chi tiết {words}"))
    found += _component_differences(base["components"], row["components"])
    ours, theirs = len(base["fees"]), sum(line["province_code"] is None for line in row["fees"])
    if ours != theirs:
        found.append(("fees", f"khoản thu toàn quốc: bản chụp {ours} dòng; bản chi tiết {theirs} dòng"))
    if base["agency"] != row["agency"]:
        found.append(("agency", f"cơ quan: bản chụp {base['agency']}; bản chi tiết {row['agency']}"))
    return [{"key": key, "what": what, "mark": "C2"} for key, what in found]


def _component_differences(captured: list[Document], detailed: list[Row]) -> list[tuple[str, str]]:
    old = {c["code"]: c for c in captured if c["code"]}
    new = {c["code"]: c for c in detailed if c["code"]}
    found: list[tuple[str, str]] = []
    if missing := sorted(old.keys() - new.keys()):
        found.append(("components_only_captured", "chỉ bản chụp có: " + ", ".join(missing)))
    if added := [c["name"] for c in detailed if c["code"] not in old]:
        found.append(("components_only_detailed", "chỉ bản chi tiết có: " + "; ".join(added)))
    for code in old.keys() & new.keys():
        was, now = old[code], new[code]
        if (was["originals"], was["copies"]) != (now["originals"], now["copies"]):
            found.append(
                (
                    key_of(f"copies {code[-8:]}"),
                    f"{now['name']}: bản chụp {was['originals']} bản chính, {was['copies']} bản sao; "
                    f"bản chi tiết {now['originals']} và {now['copies']}",
                )
            )
    return sorted(found)
