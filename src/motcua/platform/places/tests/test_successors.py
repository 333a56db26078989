import pytest

from motcua.platform.places import successors


def found(text: str) -> list[tuple[str, bool, bool]]:
    return [(s.place.name, s.is_main, s.is_certain) for s in successors(text)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # Resolution 1685/NQ-UBTVQH15 and its sisters of 16/6/2025 (M).
        ("Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh", "Phường Sài Gòn"),
        ("Phường Phúc Xá, Quận Ba Đình, Hà Nội", "Phường Hồng Hà"),
        ("Thị trấn Thuận Châu, huyện Thuận Châu, Sơn La", "Xã Thuận Châu"),
        ("Xã Lê Ninh, thị xã Kinh Môn, Hải Dương", "Phường Bắc An Phụ"),
        ("Thị trấn La Hà, huyện Tư Nghĩa, Quảng Ngãi", "Xã Tư Nghĩa"),
        ("Xã Xuân Thủy, huyện Kim Bôi, Hòa Bình", "Xã Nật Sơn"),
    ],
)
def test_known_conversions(old, new):
    assert found(old) == [(new, True, True)]


def test_an_old_commune_divided_over_several_is_never_certain_and_names_its_main_part_first():
    parts = successors("Phường Anh Dũng, Dương Kinh, Hải Phòng")
    assert [(s.place.code, s.is_main, s.share, s.is_certain) for s in parts] == [
        ("11689", True, None, False),
        ("11692", False, None, False),
    ]
    assert parts[0].old.title == "Phường Anh Dũng, Quận Dương Kinh, Thành phố Hải Phòng"


def test_a_name_that_several_units_bore_brings_all_of_them_and_none_is_certain():
    parts = successors("xã Xuân Thành")
    assert len({s.old.code for s in parts}) >= 4
    assert not any(s.is_certain for s in parts)


def test_marks_kinds_and_order_of_writing_do_not_matter_but_a_kind_that_is_written_counts():
    assert found("ben nghe quan 1 tphcm") == [("Phường Sài Gòn", True, True)]
    assert found("xã Bến Nghé, Quận 1") == []


def test_old_codes_of_every_level_are_understood():
    assert found("26") == [("Tỉnh Phú Thọ", True, True)]
    assert [s.old.name for s in successors("00004")] == ["Phường Trúc Bạch"]
    assert found("755") == [("Đặc khu Côn Đảo", True, True)]


def test_the_shares_of_a_district_count_its_communes_and_make_one():
    parts = successors("Quận Dương Kinh, Hải Phòng")
    assert sum(s.share for s in parts) == pytest.approx(1.0)
    assert [s.share for s in parts] == sorted((s.share for s in parts), reverse=True)
    assert not any(s.is_certain for s in parts)
    assert {s.place.name for s in parts} >= {"Phường Dương Kinh", "Phường Hưng Đạo"}


@pytest.mark.parametrize("text", ["", "  ", "99999", "1", "không có nơi này", "Xã Xuân Thành, Paris", ",,,"])
def test_what_no_old_unit_was_called_brings_nothing(text):
    assert successors(text) == []
