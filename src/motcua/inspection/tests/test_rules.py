"""A draw is nobody's secret: the same seed over the same list, the same sample, in any program."""

import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.inspection import rules

codes = st.sets(st.integers(1, 5000).map(lambda n: f"DEMO.01-261116-{n:04}"), min_size=1, max_size=20)


@settings(max_examples=25)
@given(codes, st.integers(1, 80), st.sampled_from(["xuc-xac-4152", "0f3a", "A.B-c_9"]))
def test_a_sample_is_the_head_of_one_order_and_has_no_dossier_twice(told, size, seed):
    drawn = rules.draw(seed, told, size)
    assert len(drawn) == min(size, len(told))
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= told
    assert rules.draw(seed, sorted(told, reverse=True), size) == drawn, "the order of the list does not matter"
    assert rules.draw(seed, told, size + 5)[: len(drawn)] == drawn


def test_another_program_draws_the_same_sample():
    told = [f"DEMO.01-261116-{n:04}" for n in range(1, 30)]
    hashes = [
        (subprocess.run(["sha256sum"], input=f"4152/{c}".encode(), capture_output=True, check=True).stdout[:64], c)
        for c in told
    ]
    assert rules.draw("4152", told, 7) == [code for _, code in sorted(hashes)[:7]]


def test_every_dossier_has_the_same_chance():
    told = [f"DEMO.01-261116-{n:04}" for n in range(1, 11)]
    drawn = [code for n in range(2000) for code in rules.draw(f"seed-{n}", told, 3)]
    counts = [drawn.count(code) for code in told]
    assert sum(counts) == 6000
    assert all(500 < count < 700 for count in counts), counts  # 600 expected, more than four standard deviations
