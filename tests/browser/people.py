"""What citizens and officers do with the pages, step by step, as the journeys need it."""

from __future__ import annotations

import io
from random import Random
from typing import Any

from PIL import Image

from .box import PASSWORD
from .visitor import Place, Visitor

HOME = Place("31", "cam giang", "10888", "Thôn Đông Giao")  # Xã Cẩm Giang, Hải Phòng
BIRTH = {
    "case": "standard",
    "requester_residence_type": "thuong_tru",
    "requester_residence": HOME,
    "requester_phone": "0912 000 412",
    "birth_kind": "1",
    "child_birth_date": (30, 10, 2026),
    "child_sex": "2",
    "child_ethnic": "01",
    "child_nationality": "VN",
    "child_native_place": HOME,
    "child_birth_place_kind": "1",
    "child_birth_facility_kind": "co_so_y_te",
    "child_birth_facility": "Trung tâm Y tế Cẩm Giang",
    "child_birth_place": HOME,
    "birth_proof": "giay_chung_sinh",
    "birth_notice_number": "12/GCS",
    "mother_ethnic": "01",
    "mother_nationality": "VN",
    "mother_is_dead": "no",
    "mother_residence_type": "thuong_tru",
    "mother_residence": HOME,
    "father_ethnic": "01",
    "father_nationality": "VN",
    "father_is_dead": "no",
    "father_residence_type": "thuong_tru",
    "father_residence": HOME,
    "parents_married": "yes",
    "result_channel": "dien_tu",
}
MOTHER = {
    "requester_relation": "mother",
    "father_name": "Phạm Văn Dũng",
    "father_birth_date": (21, 9, 1994),
}
FATHER = {
    "requester_relation": "father",
    "mother_name": "Đỗ Thị Hạnh",
    "mother_birth_date": (2, 7, 1994),
}
_MOST_SCREENS = 30


def photo(seed: int) -> dict[str, Any]:
    """Return a photograph nobody took, another one for each seed, as a browser's file box takes it."""
    out = io.BytesIO()
    Image.frombytes("RGB", (400, 300), Random(seed).randbytes(360_000)).save(out, "JPEG", quality=70)
    return {"name": f"giay-chung-sinh-{seed}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def sign_in_citizen(visitor: Visitor, name: str) -> None:
    """From the page that explains the e-identity account, by the simulator on its own port, and back."""
    visitor.look("dang-nhap")
    visitor.press("Đăng nhập bằng VNeID")
    simulator = visitor.page
    assert not simulator.url.startswith(visitor.address)
    visitor.look("vneid")
    simulator.locator("input[name=q]").fill(name)
    with simulator.expect_navigation():
        simulator.locator("input[name=q]").press("Enter")
    with simulator.expect_navigation():
        simulator.locator("button.person").first.click()
    simulator.wait_for_url(f"{visitor.address}/**")


# The first question that can be seen, asked of the page in one go: a form of sixty questions on twenty screens.
_FIRST_SEEN = """open => Object.keys(open).find(name => {
    const one = document.querySelector(open[name]);
    return one && one.getClientRects().length > 0 && getComputedStyle(one).visibility === 'visible';
}) ?? ''"""


def fill_in(
    visitor: Visitor, answers: dict[str, Any], files: dict[str, dict[str, Any]], *, looking: bool = True
) -> list[str]:
    """Answer screen after screen until the page of checking; return the screens.

    Whoever is `looking` checks each screen; other journeys over the same form need not.
    """
    screens = []
    for _ in range(_MOST_SCREENS):
        screen = visitor.page.url.rstrip("/").rpartition("/")[2]
        if screen == "kiem-tra":
            return screens
        screens.append(screen)
        if looking:
            visitor.look(screen)
        _answer_screen(visitor, answers, files)
        visitor.press("Tiếp tục")
        if visitor.page.url.rstrip("/").endswith(screen):  # an answer opened more questions
            if looking:
                visitor.look(f"{screen}-mo-them")
            assert not visitor.has(".vn-error-summary"), visitor.page.locator("main").inner_text()
            _answer_screen(visitor, answers, {})
            visitor.press("Tiếp tục")
        assert not visitor.has(".vn-error-summary"), visitor.page.locator("main").inner_text()
    raise AssertionError(f"no end after {screens}")


def _answer_screen(visitor: Visitor, answers: dict[str, Any], files: dict[str, dict[str, Any]]) -> None:
    """Answer what stands on the screen; the search for a commune may bring more questions with it."""
    part = {Place: "-province", tuple: "-day"}
    open_ = {name: f"main [name='{name}{part.get(type(value), '')}']" for name, value in answers.items()}
    while name := visitor.page.evaluate(_FIRST_SEEN, open_):
        visitor.answer(name, answers[name])
        del open_[name]
    for name, file in files.items():
        if visitor.page.locator(f"[name='{name}']").count():
            visitor.page.locator(f"[name='{name}']").set_input_files(file)


def sign_in_officer(visitor: Visitor, username: str, path: str = "/can-bo/") -> None:
    """By the officers' own door, to a page."""
    visitor.go(path)
    if visitor.count == 0:
        visitor.look("dang-nhap")
    visitor.page.locator("[name=username]").fill(username)
    visitor.page.locator("[name=password]").fill(PASSWORD)
    visitor.press("Đăng nhập")


def judge(visitor: Visitor, bad: dict[str, str]) -> None:
    """On the judging page: everything good in one press, then the bad ones with a sentence each."""
    visitor.press("Tất cả đạt")
    page = visitor.page
    assert page.locator("input[value=pass]:checked").count() == page.locator("input[value=pass]").count()
    for name, sentence in bad.items():
        page.locator(f"[id='m-{name}-fail']").check()
        page.locator(f"[name='{name}-reason']").select_option("other")
        page.locator(f"[name='{name}-sentence']").fill(sentence)
    visitor.look("xet-tung-muc")
    visitor.press("Gửi yêu cầu bổ sung")
