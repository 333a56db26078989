"""A screen as components: what is drawn, and that a page posted back as drawn says what it said."""

from __future__ import annotations

from html.parser import HTMLParser

from django.template import Context as TemplateContext
from django.template import Template
from hypothesis import given
from hypothesis import strategies as st

from motcua.forms.drawing import field_views
from motcua.forms.engine import (
    Value,
    answers_from_json,
    check_all,
    parse_group,
    parties,
    sections_by_secrecy,
    state,
    summary,
)
from motcua.forms.tests.support import CONTEXT, NOW, at, form, form_of, post, typed
from motcua.web.fields import DateParts, FileRow, errors_of

ALL = form("""
groups:
  - key: g
    title: Mọi loại ô
    fields:
      - {key: t_text, label: Chữ thường, type: text, max_length: 50, mark: P}
      - {key: t_area, label: Nhiều dòng, type: textarea, mark: P}
      - {key: t_name, label: Họ và tên, type: person_name, fact: applicant.full_name, mark: P}
      - {key: t_num, label: Số định danh, type: personal_number, mark: P}
      - {key: t_day, label: Ngày sinh, type: date, precision: [day, year], mark: P}
      - {key: t_month, label: Tháng, type: date, precision: [month], mark: P}
      - {key: t_year, label: Năm, type: date, precision: [year], mark: P}
      - {key: t_time, label: Giờ, type: time, mark: P}
      - {key: t_area_m2, label: Diện tích, type: number, unit: m², mark: P}
      - {key: t_money, label: Vốn, type: money, mark: P}
      - {key: t_phone, label: Điện thoại, type: phone, mark: P}
      - {key: t_mail, label: Thư, type: email, mark: P}
      - {key: t_sex, label: Giới tính, type: choice, options: sexes, mark: P}
      - {key: t_yes, label: Có không, type: yes_no, mark: P}
      - {key: t_home, label: Nơi ở, type: address, mark: P}
      - key: t_rows
        label: Con
        type: repeat
        mark: P
        fields:
          - {key: name, label: Tên con, type: person_name, required: true, mark: P}
          - {key: born, label: Ngày sinh, type: date, mark: P}
          - {key: home, label: Nơi ở, type: address, mark: P}
          - {key: boy, label: Con trai, type: yes_no, mark: P}
      - {key: t_file, label: Giấy tờ, type: file, accept: [pdf, jpg], mark: P}
      - {key: t_promise, label: Tôi cam đoan, type: declaration, mark: P}
""")
HOME = {"country": "VN", "province": "31", "commune": "11692", "detail": 'Số "12" <ngõ 3>'}
ANSWERS = typed(
    t_text="a & b", t_area="một\nhai", t_name="H'Hen Niê", t_num="030197000412", t_day="1975", t_month="1985-04",
    t_year="1931", t_time="07:30", t_area_m2=1284.5, t_money=1500000, t_phone="0912000412", t_mail="a@b.vn", t_sex="2",
    t_yes=False, t_home=HOME, t_promise=True,
    t_rows=[{"name": "An", "born": "2020-02-29", "home": HOME, "boy": True}, {"name": "Bình"}],
)  # fmt: skip


class Browser(HTMLParser):
    """Posts a form as a browser without scripts would."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.posted: dict[str, list[str]] = {}
        self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "select":
            self._select = name
        elif tag == "option" and "selected" in found:
            self.posted[self._select] = [value]
        elif tag == "textarea":
            self._area = name
            self.posted[name] = [""]
        elif (
            tag == "input"
            and name
            and (found.get("type") in ("text", "hidden", "time", "tel", "email") or "checked" in found)
        ):
            self.posted.setdefault(name, []).append(value)

    def handle_data(self, data):
        if self._area:
            self.posted[self._area][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""


def page(views) -> str:
    template = Template("{% load motcua_web %}{% for view in views %}{% field view %}{% endfor %}")
    return template.render(TemplateContext({"views": views}))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2020-02-30", "1-1-1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "born", "home", "commune", "province", "detail", "value"]), inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*ALL.fields, "lạ"]), JSON, max_size=6))
def test_answers_of_any_shape_from_outside_break_no_screen_no_check_and_no_page(raw):
    answers = answers_from_json(raw)
    for context in (CONTEXT, at(as_submitted=True)):
        now = state(ALL, answers, context)
        assert len(field_views(ALL, "g", now)) == len(ALL.fields)
        assert isinstance(check_all(ALL, answers, context, sign_in={"applicant.full_name": "x"}), tuple)
        assert isinstance(summary(ALL, raw, context), tuple)
        assert sections_by_secrecy(ALL, answers, context).keys() == {None}
        assert isinstance(parties(ALL, answers, context), tuple)


def views_of(made, answers, context=CONTEXT, **more):
    return {view.name: view for view in field_views(made, "g", state(made, answers, context), **more)}


def test_a_page_posted_back_as_it_was_drawn_changes_nothing():
    html = page(field_views(ALL, "g", state(ALL, ANSWERS, CONTEXT)))
    parsed = parse_group(ALL, "g", Browser(html).posted, ANSWERS, CONTEXT)
    assert parsed.faults == ()
    assert parsed.values == {}


def test_an_empty_page_posted_back_answers_nothing():
    html = page(field_views(ALL, "g", state(ALL, {}, CONTEXT)))
    parsed = parse_group(ALL, "g", Browser(html).posted, {}, CONTEXT)
    assert (parsed.faults, parsed.values) == ((), {})


def test_mistakes_are_drawn_again_as_typed_with_their_sentence():
    boxes = post(t_text="ổn", t_phone="0912 000 41", t_day__day="31", t_day__month="2", t_day__year="2020")
    boxes |= {"t_rows-4-name": ["An 4"], "t_rows-7-name": ["Chi"]}
    answers = typed(t_phone="0912000412", t_sex="2")
    parsed = parse_group(ALL, "g", boxes, answers, CONTEXT)
    after = state(ALL, parsed.over(answers), CONTEXT)
    views = {v.name: v for v in field_views(ALL, "g", after, parsed.faults, parsed=parsed)}
    assert views["t_phone"].value == "0912 000 41"
    assert views["t_phone"].error == "Số này có 9 chữ số, cần 10. Ví dụ 0912 000 412."
    assert views["t_day"].value == DateParts("31", "2", "2020")
    assert views["t_day"].error_parts == ("day", "month")
    assert views["t_sex"].value == ""  # the box was on the page and came back without a tick
    rows = views["t_rows"].rows
    assert [row.key for row in rows] == ["t_rows-4", "t_rows-7"]
    assert rows[0].fields[0].value == "An 4"
    assert rows[0].fields[0].error.startswith("Tên con chỉ gồm chữ cái")
    assert [target for _, target in errors_of(list(views.values()))] == ["o-t_day-day", "o-t_phone", "o-t_rows-4-name"]


def test_what_was_typed_survives_the_search_for_a_commune():
    boxes = post(t_text="dở dang", t_phone="12", t_home__province="31", t_home__query="anh dung", t_home__detail="Số 5")
    parsed = parse_group(ALL, "g", {**boxes, "find": ["t_home"]}, {}, CONTEXT)
    views = {v.name: v for v in field_views(ALL, "g", state(ALL, parsed.over({}), CONTEXT), parsed=parsed)}
    home = views["t_home"].value
    assert home.was_searched
    assert (home.province, home.query, home.detail) == ("31", "anh dung", "Số 5")
    assert any("Anh Dũng" in option.hint for option in home.matches)
    assert (views["t_text"].value, views["t_phone"].value) == ("dở dang", "12")
    chosen = home.matches[0].value
    again = parse_group(ALL, "g", {**boxes, "t_home-commune": [chosen], "t_phone": ["0912000412"]}, {}, CONTEXT)
    assert again.faults == ()
    assert again.values["t_home"].value["commune"] == chosen


def test_a_name_that_means_several_places_brings_the_list_at_once():
    boxes = post(t_home__province="", t_home__query="xuân thành", t_home__detail="Ấp 1")
    parsed = parse_group(ALL, "g", boxes, {}, CONTEXT)
    view = next(
        v for v in field_views(ALL, "g", state(ALL, {}, CONTEXT), parsed.faults, parsed=parsed) if v.name == "t_home"
    )
    assert view.error == "Chọn đúng xã, phường trong danh sách tìm được."
    assert len(view.value.matches) > 1


def test_a_search_inside_a_row_stays_in_its_row():
    boxes = {"t_rows-0-name": ["An"], "t_rows-0-home-query": ["dương kinh"], "t_rows-1-name": ["Bình"]}
    parsed = parse_group(ALL, "g", {**boxes, "find": ["t_rows-0-home"]}, {}, CONTEXT)
    rows = next(
        v for v in field_views(ALL, "g", state(ALL, parsed.over({}), CONTEXT), parsed=parsed) if v.name == "t_rows"
    ).rows
    homes = [next(f for f in row.fields if f.name.endswith("home")).value for row in rows]
    assert (homes[0].was_searched, homes[1].was_searched) == (True, False)


def test_an_added_row_is_drawn_empty_behind_the_others():
    parsed = parse_group(ALL, "g", {"t_rows-0-name": ["An"], "add": ["t_rows"]}, {}, CONTEXT)
    views = {v.name: v for v in field_views(ALL, "g", state(ALL, parsed.over({}), CONTEXT), parsed=parsed)}
    assert [(row.key, row.title, row.fields[0].value) for row in views["t_rows"].rows] == [
        ("t_rows-0", "Con 1", "An"), ("t_rows-1", "Con 2", ""),
    ]  # fmt: skip


def test_a_required_block_begins_with_one_row():
    made = form_of(
        "key: r, label: Con, type: repeat, required: true, fields: [{key: n, label: Tên, type: text, mark: P}]"
    )
    assert [row.key for row in views_of(made, {})["r"].rows] == ["r-0"]


LOCKED = form_of(
    "key: me, label: Họ và tên, type: person_name, locked_when_filled_from: [sign_in]",
    "key: num, label: Số định danh, type: personal_number, locked_when_filled_from: [sign_in], hint: Ghi đủ",
    "key: home, label: Nơi ở, type: text, required: true",
    "key: paper, label: Giấy chứng sinh, type: file, accept: [pdf, jpg],"
    " required: {'!': [{var: register_found.birth}]}",
    "key: copy, label: Chép, type: text, same_as: [{when: {'==': [1, 1]}, field: home}]",
)
ME = {"me": Value("VÀNG", "sign_in", NOW), "num": Value("030197000412", "sign_in", NOW)}


def test_locked_values_are_shown_with_their_source_and_ask_for_nothing():
    views = views_of(LOCKED, ME)
    assert (views["me"].locked, views["me"].value, views["me"].source) == (True, "VÀNG", "identity")
    assert views["num"].value == "030 197 ••• 412"
    assert views_of(LOCKED, ME, masked=False)["num"].value == "030 197 000 412"
    assert "Tài khoản định danh" in page([views["me"]])
    assert 'name="me"' not in page(list(views.values()))
    assert "copy" not in views


def test_an_offer_stands_in_the_box_and_says_where_it_comes_from():
    view = views_of(LOCKED, {"home": Value("Thôn 3", "earlier_dossier")})["home"]
    assert (view.value, view.source, view.source_text) == ("Thôn 3", "declared", "Bạn đã khai ở hồ sơ trước")
    assert views_of(LOCKED, typed(home="Thôn 3"))["home"].source == ""


def test_a_paper_a_register_may_replace_is_offered_with_a_sentence():
    view = views_of(LOCKED, {}, files={"paper": [FileRow("9", "a.pdf")]})["paper"]
    assert not view.required
    assert view.hint.startswith("Chưa hỏi được dữ liệu Nhà nước.")
    assert (view.accept, [row.key for row in view.files]) == (".pdf,.jpg", ["9"])
    assert views_of(LOCKED, {}, at(registers={"birth": False}))["paper"].required


def test_a_warning_is_a_hint_and_a_fault_is_an_error():
    parsed = parse_group(LOCKED, "g", post(num="1", home=""), ME, CONTEXT)
    views = views_of(LOCKED, ME, faults=parsed.faults, parsed=parsed)
    assert views["num"].hint.startswith("Số định danh lấy từ tài khoản định danh, không sửa ở đây được.")
    assert views["num"].hint.endswith("Ghi đủ")
    assert (views["num"].error, views["home"].error) == ("", "Điền nơi ở.")


def test_the_case_question_is_one_question_on_one_page():
    made = form_of(
        "key: a, label: A, type: text",
        head="case_question: {text: 'Việc gì?', hint: Chọn một, mark: P, choices: ["
        "{key: x, case: one, text: Một, hint: rõ hơn}, {key: y, case: two, text: Hai}]}",
    )
    (view,) = field_views(made, "case", state(made, typed(case="y"), CONTEXT))
    assert (view.kind, view.is_heading, view.value, view.options[0].hint) == ("radios", True, "y", "rõ hơn")


def test_the_text_of_a_choice_waits_behind_its_line():
    made = form_of(
        "key: rel, label: Quan hệ, type: choice, options: relations, required: true",
        "key: words, label: Ghi rõ quan hệ, type: text, text_for: rel, required: true,"
        ' visible: {"==": [{var: rel}, else]}',
    )
    (view,) = field_views(made, "g", state(made, {}, CONTEXT))
    (behind,) = view.options[2].reveal
    assert (behind.name, behind.required) == ("words", True)
    parsed = parse_group(made, "g", post(rel="else", words=""), {}, CONTEXT)
    (again,) = field_views(made, "g", state(made, parsed.over({}), CONTEXT), parsed.faults, parsed=parsed)
    assert again.options[2].reveal[0].error == "Ghi rõ quan hệ."


def test_a_long_list_is_a_drop_down():
    made = form_of(
        "key: c, label: Dân tộc, type: choice, options: ["
        + ", ".join(f"{{code: '{n}', vi: D{n}}}" for n in range(8))
        + "]"
    )
    assert views_of(made, {})["c"].kind == "select"


def test_a_question_that_comes_up_late_is_drawn_fresh():
    made = form_of(
        "key: w, label: Cần không, type: yes_no",
        'key: n, label: Số bản, type: number, required: true, visible: {"==": [{var: w}, true]}',
    )
    answers = typed(n=3)  # once typed, then hidden
    parsed = parse_group(made, "g", post(w="yes"), answers, CONTEXT)
    views = views_of(made, parsed.over(answers), faults=parsed.faults, parsed=parsed)
    assert (views["n"].value, views["n"].error) == ("3", "")
