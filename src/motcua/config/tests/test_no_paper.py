"""Which procedures return no paper, read from the names of their published results."""

from __future__ import annotations

import yaml

from motcua.config.paths import PACKS
from motcua.monitoring.facts.traits import names_paper

# Read one by one by a person: nothing is handed over.
NO_PAPER = {
    "1.012564", "2.001159", "1.013979", "1.001714", "3.000182", "1.010829", "1.010830", "2.002226",
}  # fmt: skip


def test_of_all_packs_those_alone_return_no_paper_whose_results_are_acts():
    found, count = set(), 0
    for path in PACKS.glob("*/*/procedure.yaml"):
        told = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        count += 1
        if not any(names_paper(one["name"]) for one in told["results"]):
            found.add(told["code"])
    assert count > 200
    assert found == NO_PAPER
