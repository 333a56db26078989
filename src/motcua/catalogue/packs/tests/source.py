"""The small invented catalogue of data/source.yaml, written as the captured one stands."""

from __future__ import annotations

import json
from pathlib import Path

from motcua.catalogue.packs.documents import read_yaml

FIELDS = """\
# By hand.
format: 1
departments: [{key: office, label: Văn phòng}]
fields:
  - {name: Lĩnh vực mẫu, slug: mau, group: Nhóm mẫu, department: office, role: civil_status_officer, mark: P}
"""
ONLY_CASE = """\
# By hand.
key: only
label: Mọi trường hợp
when: null
decided_by: applicant
"""


def write_source(folder: Path) -> Path:
    """Write procedures.json, code_lists.json and detailed/ into `folder`."""
    data = read_yaml(Path(__file__).parent / "data" / "source.yaml")
    rows = []
    for row in data["procedures"]:
        name = f"Thủ tục {row['code']}"
        components = [{**data["component"], **component} for component in row.get("components", ())]
        rows.append({**data["procedure"], "name": name, "short_name": name, **row, "components": components})
    (folder / "detailed").mkdir(parents=True)
    _write(folder / "procedures.json", rows)
    _write(folder / "code_lists.json", data["code_lists"])
    for row in data["detailed"]:
        _write(folder / "detailed" / f"{row['code']}.json", row)
    return folder


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
