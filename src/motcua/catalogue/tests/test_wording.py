"""What people read about a procedure, from the packs we ship."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.catalogue import wording
from motcua.catalogue.packs.fees import UNREAD
from motcua.catalogue.packs.library import Library
from motcua.catalogue.packs.model import Pack
from motcua.catalogue.testing import PACKS, TODAY

BIRTH = "1.001193"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(PACKS)


@pytest.fixture(scope="module")
def everything(library) -> list[Pack]:
    return list(library.packs())


def pack_with(**procedure) -> Pack:
    """A pack of one general case, with what a test says about it."""
    case = {
        "key": "general",
        "label": "Mọi trường hợp",
        "decided_by": "applicant",
        "no_limit_reason": None,
        "mark": "P",
    }
    limit = {"value": 7, "unit": "working_days", "mark": "P"}
    whole = {
        "cases": [{**case, "limit": limit}],
        "components": [],
        "fees": [],
        "channels": ["direct", "online"],
        "applicants": ["công dân"],
        "handling": {"kind": "ours"},
        **procedure,
    }
    return Pack({"procedure": whole, "form": None, "process": None, "result": None})


def fee(amount, *, channel="any", province=None, unread=None, group="main", **more) -> dict:
    return {
        "key": f"{channel}{province}{amount}",
        "group": group,
        "label": "Lệ phí",
        "amount": amount,
        "unread": unread,
        "per": "dossier",
        "channel": channel,
        "province": province,
        "cases": "all",
        "mark": "P",
        **more,
    }


def paper(name, **more) -> dict:
    return {"key": name, "name": name, "cases": "all", "required": True, "form": "original", "mark": "P", **more}


def by_channel(pack: Pack, province: str = "31", on: date = TODAY) -> dict[str, list[str]]:
    return {way.key: [line.text for line in way.lines] for way in wording.fees_by_channel(pack, province, on)}


def test_a_line_of_the_province_takes_the_place_of_the_national_one():
    pack = pack_with(fees=[fee(None, unread="council"), fee(20000, province="31")])
    assert by_channel(pack) == {"online": ["20.000 đồng"], "direct": ["20.000 đồng"]}
    assert by_channel(pack, "75")["direct"] == [UNREAD["council"]]


def test_a_line_of_the_province_for_one_condition_leaves_the_other_national_lines():
    late, early = {">": [{"var": "days"}, 60]}, {"<=": [{"var": "days"}, 60]}
    pack = pack_with(
        fees=[
            fee(0, applies_when=early),
            fee(None, unread="council", applies_when=late),
            fee(8000, province="31", applies_when=late),
        ]
    )
    assert by_channel(pack)["direct"] == ["Không thu", "8.000 đồng"]


def test_a_line_counts_from_its_first_day_to_its_last():
    pack = pack_with(fees=[fee(0, valid_from="2026-08-08", valid_to="2026-12-31")])
    assert by_channel(pack, on=date(2026, 8, 7))["online"] == [UNREAD["unset"]]
    assert by_channel(pack, on=date(2026, 8, 8))["online"] == ["Không thu"]
    assert by_channel(pack, on=date(2027, 1, 1))["online"] == [UNREAD["unset"]]


def test_the_cheaper_way_is_marked_and_an_unknown_price_is_never_called_cheap():
    def best(*fees):
        return [way.key for way in wording.fees_by_channel(pack_with(fees=list(fees)), "31", TODAY) if way.is_best]

    assert best(fee(0, channel="online"), fee(8000, channel="direct")) == ["online"]
    assert best(fee(0, channel="online"), fee(None, unread="council", channel="direct")) == ["online"]
    assert best(fee(5000, channel="online"), fee(None, unread="council", channel="direct")) == []
    assert best(fee(0)) == []


@pytest.mark.parametrize(
    ("fees", "expected"),
    [
        ([], "chưa có mức thu, hỏi Trung tâm"),
        ([fee(None, unread="unset")], "chưa có mức thu, hỏi Trung tâm"),
        ([fee(None, unread="council")], "do HĐND tỉnh quy định, hỏi Trung tâm"),
        ([fee(None, unread="not_recorded")], "Không thu (quyết định công bố không ghi khoản thu)"),
        ([fee(0)], "Không thu"),
        ([fee(8000, channel="direct"), fee(0, channel="online")], "0–8.000 đồng"),
        ([fee(8000, channel="direct"), fee(None, unread="council", channel="online")], "Tùy cách nộp"),
    ],
)
def test_the_cost_in_one_phrase_never_makes_the_unknown_a_number(fees, expected):
    assert wording.how_much(pack_with(fees=fees), "31", TODAY)[0] == expected


def test_only_the_main_group_is_the_price_of_the_procedure():
    pack = pack_with(fees=[fee(0), fee(8000, group="copies", per="copy")])
    assert wording.how_much(pack, "31", TODAY) == ("Không thu", "")


def test_what_a_register_has_is_not_to_be_brought_and_what_a_file_may_hold_is():
    pack = pack_with(
        components=[
            paper("Căn cước", form="presented", replaceable_by={"text": "CSDL quốc gia về dân cư"}),
            paper("Giấy chứng sinh", replaceable_by={"text": "Dữ liệu điện tử có ký số"}),
            paper("Giấy xem tại quầy", form="presented"),
        ]
    )
    assert [p.title for p in wording.not_to_bring(pack)] == ["Căn cước"]
    brought = {p.title: p.text for p in wording.to_bring(pack)}
    assert brought["Giấy chứng sinh"] == "1 bản chính. Không phải nộp nếu đã có: Dữ liệu điện tử có ký số"
    assert brought["Giấy xem tại quầy"] == "Chỉ cho xem tại quầy, không phải nộp"


def test_a_paper_form_gives_way_to_the_electronic_one_of_its_group():
    pack = pack_with(components=[paper("Tờ khai", one_of="form"), paper("eForm", form="electronic", one_of="form")])
    assert [p.title for p in wording.not_to_bring(pack)] == ["Tờ khai"]
    assert wording.to_bring(pack) == ()


def test_a_paper_listed_for_several_conditions_is_read_once():
    pack = pack_with(
        components=[
            paper("Đơn", required=False, when_text="nhà ở", key="a"),
            paper("Đơn", required=False, when_text="công trình", key="b"),
        ]
    )
    assert [(p.title, p.text) for p in wording.to_bring(pack)] == [
        ("Đơn", "1 bản chính. Chỉ khi: nhà ở; hoặc công trình")
    ]


def test_no_paper_of_a_pack_is_lost_between_bringing_and_not_bringing(everything):
    for pack in everything:
        told = {p.title for p in (*wording.to_bring(pack), *wording.not_to_bring(pack))}
        assert told == {c.name for c in pack.components if c.form != "electronic"}, pack.code


def test_cases_with_different_limits_are_not_given_one():
    case = {"decided_by": "applicant", "no_limit_reason": None, "mark": "P"}
    short = {**case, "key": "a", "label": "A", "limit": {"value": 1, "unit": "same_day", "mark": "P"}}
    long = {**case, "key": "b", "label": "B", "limit": {"value": 15, "unit": "working_days", "mark": "P"}}
    assert wording.how_long(pack_with(cases=[short, long])) == ("Tùy trường hợp", "trong ngày, 15 ngày làm việc")


def test_every_limit_of_every_pack_has_words_and_a_missing_limit_says_so(everything):
    for pack in everything:
        for case in pack.cases:
            words = wording.limit_words(case.limit, case.no_limit_reason)
            assert words
            assert (case.limit is None) == (words == "Không quy định thời hạn")


def test_birth_registration_is_told_as_the_law_has_it(library):
    pack = library.pack(BIRTH, province="31")
    assert wording.how_long(pack)[0] == "Trong ngày"
    assert wording.deadline_words(pack).startswith("Cần làm trong 60 ngày kể từ: ")
    assert by_channel(pack)["direct"][:1] == ["Không thu"]
    assert "8.000 đồng" in by_channel(pack)["direct"]
    assert [case.label for case in wording.case_words(pack)] == [case.label for case in pack.cases]
    abandoned = next(case for case in wording.case_words(pack) if case.key == "abandoned")
    assert [p.title for p in abandoned.papers] == ["Biên bản về việc trẻ bị bỏ rơi do cơ quan có thẩm quyền"]
