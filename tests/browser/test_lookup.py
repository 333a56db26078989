"""The look-up by code on the narrowest telephone we serve."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
CODE = "000.00.31.H24-261113-0017"
_CUT = "box => box.scrollWidth - box.clientWidth"


@pytest.mark.parametrize(("where", "control"), [("/tra-cuu/", "#ma"), ("/xa/cam-giang/", "#tim-ma")])
def test_a_whole_code_is_legible_in_its_box(visit, where, control):
    anybody = visit(f"tra-cuu-{control.strip('#')}")
    anybody.page.set_viewport_size({"width": 360, "height": 740})
    anybody.go(where)
    anybody.page.locator(control).fill(CODE)
    anybody.look("ma-trong-o")
    assert anybody.page.locator(control).evaluate(_CUT) <= 0
