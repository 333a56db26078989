import pytest

from motcua.platform.places import search
from motcua.platform.places.index import slips_between


def first(query: str, **options) -> tuple[str, str] | None:
    hits = search(query, **options)
    return (hits[0].place.code, hits[0].matched) if hits else None


@pytest.mark.parametrize(
    "query",
    [
        "Xã Xuân Thành, tỉnh Đồng Nai",
        "xuan thanh dong nai",
        "xuanthanh, dongnai",
        "XUÂN THÀNH",
        "xuan tahnh dong nai",
        "xã Xuân Thàn, Đồng Nai",
        "ấp 3, xã Xuân Thành, huyện Xuân Lộc, Đồng Nai",
        "Xuân Thành, Xuân Lộc",
        "xuân thành đồng n",
    ],
)
def test_a_commune_is_found_however_it_is_written(query):
    assert first(query) == ("26434", "")


@pytest.mark.parametrize(
    ("query", "code", "matched"),
    [
        ("p. anh dũng, dương kinh, hp", "11689", "Phường Anh Dũng, Quận Dương Kinh, Thành phố Hải Phòng"),
        ("P15 Q.Tân Bình TPHCM", "27007", "Phường 15, Quận Tân Bình, Thành phố Hồ Chí Minh"),
        ("25/4 Lê Lợi, P. Bến Nghé, Q.1", "26740", "Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh"),
        ("thị trấn thuận châu", "03721", "Thị trấn Thuận Châu, Huyện Thuận Châu, Tỉnh Sơn La"),
        ("phường 4 Vị Thanh", "31333", "Phường IV, Thành phố Vị Thanh, Tỉnh Hậu Giang"),
        ("tỉnh Hải Dương", "31", "Tỉnh Hải Dương"),
        ("Vị Xuyên, Hà Giang", "00913", ""),
    ],
)
def test_old_names_lead_to_the_unit_of_today_and_say_so(query, code, matched):
    assert first(query) == (code, f"tên cũ: {matched}" if matched else "")


def test_an_old_district_brings_the_communes_it_went_into():
    hits = search("huyện Mường La", limit=5)
    assert hits[0].place.name == "Xã Mường La"
    assert {hit.place.name for hit in hits[1:]} >= {"Xã Chiềng Lao", "Xã Mường Bú", "Xã Chiềng Hoa"}
    assert all("Huyện Mường La" in hit.matched for hit in hits[1:])


def test_a_divided_old_commune_brings_every_part():
    codes = [hit.place.code for hit in search("Anh Dũng, Dương Kinh")]
    assert codes[:2] == ["11689", "11692"]


def test_an_old_commune_is_found_with_the_province_of_today():
    assert first("xã Lê Ninh, Hải Phòng") == ("10678", "tên cũ: Xã Lê Ninh, Thị xã Kinh Môn, Tỉnh Hải Dương")


def test_marks_that_were_typed_tell_namesakes_apart():
    assert first("Cẩm Giang, Hải Phòng") == ("10888", "")
    assert first("Cẩm Giàng, Hải Phòng") == ("10903", "")
    assert {hit.place.code for hit in search("cam giang hai phong")[:2]} == {"10888", "10903"}


def test_where_the_tone_mark_stands_does_not_matter():
    assert first("Xã Hoà Lạc, Hà Nội") == first("Xã Hòa Lạc, Hà Nội")


def test_a_kind_that_ends_a_name_is_not_taken_from_it():
    assert first("tây phương hà nội") == ("10003", "")


def test_a_unit_is_found_by_the_kind_it_had_before():
    assert first("xã Xuân Lộc, tỉnh Đồng Nai") == ("26425", "")
    assert first("phường Xuân Lộc, thành phố Đồng Nai") == ("26425", "")


def test_only_the_province_asked_for_is_searched():
    hits = search("Tân Thành", province_code="80")
    assert hits
    assert {hit.place.province_code for hit in hits} == {"80"}
    assert search("Tân Thành", province_code="00") == []


def test_hits_are_distinct_ordered_limited_and_repeatable():
    hits = search("Tân Lập", limit=7)
    assert len(hits) == 7
    assert len({hit.place.code for hit in hits}) == 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)
    assert hits == search("Tân Lập", limit=7)


@pytest.mark.parametrize("query", ["", "   ", "xã", "phường", "1", "zzzz qqq", "%_'\";--", "😀", "\u0301\u0301"])
def test_what_names_nothing_finds_nothing(query):
    assert search(query) == []


@pytest.mark.parametrize("piece", ["x", "xã, ", ",", "\u0301"])
def test_a_pasted_book_does_no_harm(piece):
    assert search(piece * 50_000) == []


@pytest.mark.parametrize(
    ("one", "two", "slips"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("anlong", "anong", 1),
        ("hungdao", "hungdoa", 1),
        ("abc", "xyz", None),
        ("ab", "ba", 1),
    ],
)
def test_slips_are_counted_the_same_both_ways(one, two, slips):
    assert slips_between(one, two, 2) == slips_between(two, one, 2) == slips
