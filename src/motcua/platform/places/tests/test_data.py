"""The shipped file against what is known from elsewhere."""

from datetime import date
from importlib.resources import files
from itertools import permutations
from math import cos, hypot, inf, radians

import pytest

from motcua.platform import places
from motcua.platform.errors import NotFound
from motcua.platform.places.book import FILE, book
from motcua.platform.places.naming import kind_and_name

# Decision 19/2025/QĐ-TTg on the codes of administrative units (M): 34 provinces.
PROVINCES = {
    "01": "Thành phố Hà Nội", "04": "Tỉnh Cao Bằng", "08": "Tỉnh Tuyên Quang", "11": "Tỉnh Điện Biên",
    "12": "Tỉnh Lai Châu", "14": "Tỉnh Sơn La", "15": "Tỉnh Lào Cai", "19": "Tỉnh Thái Nguyên",
    "20": "Tỉnh Lạng Sơn", "22": "Tỉnh Quảng Ninh", "24": "Tỉnh Bắc Ninh", "25": "Tỉnh Phú Thọ",
    "31": "Thành phố Hải Phòng", "33": "Tỉnh Hưng Yên", "37": "Tỉnh Ninh Bình", "38": "Tỉnh Thanh Hóa",
    "40": "Tỉnh Nghệ An", "42": "Tỉnh Hà Tĩnh", "44": "Tỉnh Quảng Trị", "46": "Thành phố Huế",
    "48": "Thành phố Đà Nẵng", "51": "Tỉnh Quảng Ngãi", "52": "Tỉnh Gia Lai", "56": "Tỉnh Khánh Hòa",
    "66": "Tỉnh Đắk Lắk", "68": "Tỉnh Lâm Đồng", "75": "Tỉnh Đồng Nai", "79": "Thành phố Hồ Chí Minh",
    "80": "Tỉnh Tây Ninh", "82": "Tỉnh Đồng Tháp", "86": "Tỉnh Vĩnh Long", "91": "Tỉnh An Giang",
    "92": "Thành phố Cần Thơ", "96": "Tỉnh Cà Mau",
}  # fmt: skip
# The 63 codes of the first digits of personal numbers (domain rules 3.4, M), without their leading 0.
OLD_PROVINCE_CODES = (
    "01 02 04 06 08 10 11 12 14 15 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44 45 46 48 49 51 52 54 56 "
    "58 60 62 64 66 67 68 70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96"
)
# Old districts that had no communes: they are old units themselves, and their own successors.
DISTRICTS_WITHOUT_COMMUNES = {
    "318": "Huyện Bạch Long Vĩ", "471": "Huyện Cồn Cỏ", "498": "Huyện Hoàng Sa", "536": "Huyện Lý Sơn",
    "755": "Huyện Côn Đảo",
}  # fmt: skip
# Islands: their neighbours of the old district are far.
ISLANDS = {"Đặc khu Thổ Châu", "Đặc khu Phú Quốc", "Xã Tiên Hải"}
NEIGHBOUR_KM = 30


def test_there_are_34_provinces_with_their_official_codes():
    begun = {place.code: places.province(place.code, on=places.VALID_FROM).name for place in places.provinces()}
    assert begun == PROVINCES


def test_three_provinces_became_cities_in_2026():
    changed = {place.code: place.name for place in places.provinces() if place.name != PROVINCES[place.code]}
    assert changed == {"22": "Thành phố Quảng Ninh", "24": "Thành phố Bắc Ninh", "75": "Thành phố Đồng Nai"}


@pytest.mark.parametrize(
    ("on", "wards", "communes"),
    [(date(2025, 7, 1), 687, 2621), (date(2026, 4, 29), 687, 2621), (date(2026, 4, 30), 697, 2611), (None, 709, 2599)],
)
def test_there_are_3321_communes_and_22_of_them_became_wards_in_2026(on, wards, communes):
    kinds = [kind_and_name(places.commune(code, on=on).name)[0] for code in book().communes]
    assert len(kinds) == 3321
    assert (kinds.count("Phường"), kinds.count("Xã"), kinds.count("Đặc khu")) == (wards, communes, 13)
    assert sum(len(places.communes_of(code)) for code in PROVINCES) == 3321


@pytest.mark.parametrize(
    ("code", "name", "province_code"),
    [
        ("26434", "Xã Xuân Thành", "75"),
        ("10888", "Xã Cẩm Giang", "31"),
        ("11692", "Phường Dương Kinh", "31"),
        ("18748", "Xã Cẩm Lạc", "42"),
        ("11824", "Xã Vĩnh Bảo", "31"),
    ],
)
def test_communes_we_know_have_the_codes_of_the_national_list(code, name, province_code):
    place = places.commune(code)
    assert (place.name, place.province_code, place.kind) == (name, province_code, "commune")


def test_son_la_has_75_communes_of_which_8_are_wards():
    communes = places.communes_of("14")
    assert len(communes) == 75
    assert sum(place.name.startswith("Phường ") for place in communes) == 8
    known = {
        "03646": "Phường Tô Hiệu", "03664": "Phường Chiềng An", "03670": "Phường Chiềng Cơi",
        "03679": "Phường Chiềng Sinh", "03980": "Phường Mộc Châu", "03979": "Phường Mộc Sơn",
        "03982": "Phường Thảo Nguyên", "03721": "Xã Thuận Châu", "03808": "Xã Mường La", "04105": "Xã Mai Sơn",
        "03910": "Xã Phù Yên", "04168": "Xã Sông Mã", "04231": "Xã Sốp Cộp", "03856": "Xã Bắc Yên",
        "04048": "Xã Vân Hồ", "03703": "Xã Quỳnh Nhai",
    }  # fmt: skip
    assert known.items() <= {place.code: place.name for place in communes}.items()


def test_the_old_provinces_are_those_of_personal_numbers():
    assert " ".join(sorted(code for code, old in book().old.items() if old.kind == "province")) == OLD_PROVINCE_CODES


def test_there_are_10040_old_units_below_the_district_or_in_its_place():
    old = book().old.values()
    communes = [unit for unit in old if unit.kind == "commune"]
    alone = {unit.code: unit.name for unit in old if unit.kind == "district" and unit.code in book().into}
    assert alone == DISTRICTS_WITHOUT_COMMUNES
    assert len(communes) + len(alone) == 10_040
    assert sum(unit.kind == "district" for unit in old) == 696


def test_every_old_unit_went_into_units_that_exist_and_lie_in_one_province():
    province_of = {unit.name: book().into[unit.code][0] for unit in book().old.values() if unit.kind == "province"}
    for code, into in book().into.items():
        old = book().old[code]
        assert into, old
        assert len(set(into)) == len(into), old
        if old.kind == "province":
            assert into[0] in PROVINCES
        else:
            assert {book().communes[new].province_code for new in into} == {province_of[old.province]}, old


def test_every_commune_of_today_has_an_old_unit_in_it():
    filled = {new for into in book().into.values() for new in into}
    assert book().communes.keys() <= filled


def test_codes_have_their_length_and_names_are_composed_letters_with_a_kind():
    for unit in (*book().provinces.values(), *book().communes.values(), *book().old.values()):
        digits = {"province": 2, "district": 3, "commune": 5}[unit.kind]
        assert unit.code.isdecimal()
        assert len(unit.code) == digits
        assert kind_and_name(unit.name)[0], unit
        assert unit.name == " ".join(unit.name.split()), unit
        assert not any("\u0300" <= letter <= "\u036f" for letter in unit.name), unit


def test_every_commune_lies_near_another_one_made_of_the_same_old_district():
    # A commune drawn in another's place stands out at once; the source had nine of them.
    nearest: dict[str, float] = {}
    for olds in book().old_communes_of.values():
        codes = {book().into[old][0] for old in olds}
        for one, other in permutations(codes, 2):
            nearest[one] = min(nearest.get(one, inf), _km(places.commune(one), places.commune(other)))
    assert len(nearest) > 3300
    assert {places.commune(code).name for code, km in nearest.items() if km > NEIGHBOUR_KM} == ISLANDS


def test_every_place_lies_in_the_country_and_every_province_among_its_communes():
    for place in (*book().provinces.values(), *book().communes.values()):
        assert 8 < place.latitude < 23.5, place
        assert 102 < place.longitude < 115, place
    for province in places.provinces():
        assert min(_km(province, commune) for commune in places.communes_of(province.code)) < 25, province


def test_changes_of_name_keep_the_bare_name_and_follow_each_other():
    for code, names in book().names.items():
        days, bare = [since for since, _ in names], {places.bare_name(name) for _, name in names}
        assert days == sorted(set(days)), code
        assert days[0] == places.VALID_FROM
        assert len(bare) == 1, code
    assert max(names[-1][0] for names in book().names.values()) == places.NAMES_UNTIL
    assert f"{places.NAMES_UNTIL.day}/{places.NAMES_UNTIL.month}/{places.NAMES_UNTIL.year}" in places.DATA_VERSION


def test_a_paper_of_an_older_day_gets_the_names_of_that_day():
    assert places.full_name("26434", on=date(2026, 4, 29)) == "xã Xuân Thành, tỉnh Đồng Nai"
    assert places.full_name("26434", on=date(2026, 4, 30)) == "xã Xuân Thành, thành phố Đồng Nai"
    assert places.full_name("26425", on=date(2026, 4, 29)) == "xã Xuân Lộc, tỉnh Đồng Nai"
    assert places.full_name("26425") == "phường Xuân Lộc, thành phố Đồng Nai"
    assert places.full_name("75", on=date(2020, 1, 1)) == "tỉnh Đồng Nai"


def test_paths_that_belonged_to_a_namesake_in_another_district_are_gone():
    # Phường 4 of Tân An and Phường 4 of Tây Ninh both lie in today's Tây Ninh; so with the communes Phú Tân
    # of the two districts Châu Thành in today's Cần Thơ.
    assert book().into["27691"] == ("27694",)
    assert book().into["25462"] == ("25459",)
    assert book().into["31379"] == ("31378",)
    assert book().into["31582"] == ("31582",)


def test_the_head_of_the_file_says_what_the_constants_say():
    head = files("motcua.platform.places").joinpath("data", FILE).read_text("utf-8").splitlines()[:4]
    assert f"# data-date: {places.DATA_DATE.isoformat()}" in head
    assert f"# valid-from: {places.VALID_FROM.isoformat()}" in head
    assert places.SOURCE.replace(" (MIT)", ", MIT") in head[1]
    day = f"{places.DATA_DATE.day}/{places.DATA_DATE.month}/{places.DATA_DATE.year}"
    assert f"bản {day}," in places.DATA_VERSION


def test_the_file_stays_small_and_its_licence_lies_beside_it():
    data = files("motcua.platform.places").joinpath("data")
    assert len(data.joinpath(FILE).read_bytes()) <= 600_000
    licence = data.joinpath("LICENSE-vietnamadminunits.txt").read_text("utf-8")
    assert "MIT License" in licence
    assert "Copyright (c) 2025 Tran Ngoc Minh Hieu" in licence


@pytest.mark.parametrize("code", ["", "1", "99", "00001", "26434 ", "xã", "٠١"])
def test_a_code_of_no_unit_of_today_is_not_found(code):
    for look_up in (places.province, places.commune, places.full_name, places.communes_of):
        with pytest.raises(NotFound):
            look_up(code)


def test_a_code_may_have_named_another_unit_before():
    assert places.commune("00004").name == "Phường Ba Đình"
    assert places.old_place("00004").title == "Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội"


def test_lists_are_in_vietnamese_order():
    names = [places.bare_name(place.name) for place in places.provinces()]
    assert names[:9] == [
        "An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên", "Đồng Nai",
    ]  # fmt: skip
    assert names[-3:] == ["Thanh Hóa", "Tuyên Quang", "Vĩnh Long"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("26434", "xã Xuân Thành, thành phố Đồng Nai"),
        ("03721", "xã Thuận Châu, tỉnh Sơn La"),
        ("11692", "phường Dương Kinh, thành phố Hải Phòng"),
        ("26740", "phường Sài Gòn, Thành phố Hồ Chí Minh"),
        ("11948", "đặc khu Bạch Long Vĩ, thành phố Hải Phòng"),
        ("79", "Thành phố Hồ Chí Minh"),
    ],
)
def test_names_inside_a_sentence(code, sentence):
    assert places.full_name(code) == sentence


def _km(one: places.Place, two: places.Place) -> float:
    along = radians(two.longitude - one.longitude) * cos(radians(one.latitude))
    return 6371 * hypot(radians(two.latitude - one.latitude), along)
