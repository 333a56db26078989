"""Folding, name keys and order: what a clerk types finds, and lists stand as in a class book."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from motcua.platform.text import fold, name_keys, name_query_keys, name_sort_key, nfc, sort_key

SYLLABLES = st.sampled_from(
    ["Nguyễn", "Trần", "Thị", "Văn", "Hoà", "Hòa", "Hoa", "Đạt", "Dũng", "H'Hen", "Niê", "Y-Bhim", "Ăn", "Ân", "Ưng"]
)
NAMES = st.lists(SYLLABLES, min_size=1, max_size=5).map(" ".join)
LETTERS = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
TONES = ["ma", "mà", "mả", "mã", "má", "mạ"]
HOA = ["Hoa Bình", "Hoa Mai", "Hòa An", "Hoàng An"]


def finds(query: str, name: str) -> bool:
    return set(name_query_keys(query)) <= set(name_keys(name))


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(NAMES)
def test_a_name_folds_alike_composed_decomposed_and_in_capitals(name):
    forms = {unicodedata.normalize(form, name) for form in ("NFC", "NFD", "NFKD")} | {name.upper()}
    assert len({fold(form) for form in forms}) == 1


def test_every_vietnamese_vowel_folds_to_its_plain_letter():
    marked = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
    assert fold(marked) == "a" * 17 + "e" * 11 + "i" * 5 + "o" * 17 + "u" * 11 + "y" * 5 + "d"
    assert fold(marked.upper()) == fold(marked)


def test_pasted_text_leaves_no_invisible_characters_behind():
    assert fold("Hoa\u200b\u00a0\u00a0Bình\ufeff") == "hoa binh"


def test_the_letter_eth_from_old_keyboards_folds_as_d():
    assert fold("\u00d0ào") == fold("Đào") == "dao"


@given(NAMES)
def test_any_two_neighbouring_words_find_the_name_with_and_without_marks(name):
    words = name.split()
    for start in range(len(words) - 1):
        part = " ".join(words[start : start + 2])
        assert finds(part, name)
        assert finds(fold(part), name)
    assert finds(name, name)
    assert finds(words[-1], name)


def test_words_that_are_not_neighbours_do_not_find_the_name():
    assert not finds("Trần Hoa", "Trần Thị Hoa")
    assert not finds("Hoa Thị", "Trần Thị Hoa")


def test_a_highland_name_is_found_however_its_apostrophe_is_typed():
    for query in ("H'Hen Niê", "H’Hen Niê", "HHen Nie", "h hen nie", "H' Hen Niê"):
        assert finds(query, "H'Hen Niê"), query
        assert finds(query, "H’Hen Niê"), query


@given(NAMES)
def test_keys_are_distinct_so_the_index_holds_nothing_twice(name):
    for keys in (name_keys(name), name_query_keys(name)):
        assert len(keys) == len(set(keys))


@given(st.permutations(LETTERS))
def test_the_alphabet_stands_in_its_order(letters):
    assert sorted(letters, key=sort_key) == LETTERS


@given(st.permutations(TONES))
def test_tones_stand_in_the_order_of_the_dictionary(syllables):
    assert sorted(syllables, key=sort_key) == TONES


@given(st.permutations(HOA))
def test_all_of_one_syllable_stand_together_before_the_next_tone(names):
    assert sorted(names, key=sort_key) == HOA


def test_d_and_crossed_d_are_two_letters():
    assert sorted(["Đạt", "Dũng", "Đông", "Em", "Cường"], key=sort_key) == ["Cường", "Dũng", "Đạt", "Đông", "Em"]


def test_place_of_the_tone_mark_and_capitals_do_not_count():
    assert sort_key("Hoà Bình") == sort_key("HÒA bình")


def test_people_are_listed_by_given_name_then_family_name():
    people = ["Vàng", "Nguyễn Văn An", "Trần An", "Lê Thị Ánh", "Bùi Bình"]
    assert sorted(people, key=name_sort_key) == ["Nguyễn Văn An", "Trần An", "Lê Thị Ánh", "Bùi Bình", "Vàng"]


@given(st.text(max_size=40))
def test_a_sort_key_is_printable_ascii_for_any_text(text):
    assert all(" " <= character <= "~" for character in sort_key(text))


@given(st.lists(st.integers(0, 10**8), max_size=8))
def test_numbered_villages_stand_by_number(numbers):
    villages = [f"Thôn {n}" for n in numbers]
    assert sorted(villages, key=sort_key) == [f"Thôn {n}" for n in sorted(numbers)]


@given(NAMES)
def test_the_key_is_the_same_for_composed_and_decomposed_text(name):
    assert sort_key(unicodedata.normalize("NFD", name)) == sort_key(nfc(name))


@given(st.text("anghoàòửđăâư ", max_size=8), st.text("anghoàòửđăâư ", max_size=8))
def test_a_beginning_stands_before_what_it_begins(start, rest):
    longer = f"{start} {rest}"
    assert sort_key(start) <= sort_key(longer)
