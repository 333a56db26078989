"""Somebody at a browser: every page he sees is checked as he sees it, and its picture is kept."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

PICTURES = Path(__file__).parents[2] / "test-artifacts"  # git-ignored
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed is not described element by element
}
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}


class Visitor:
    """One person with a browser of his own, and everything the browser complained about."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        name: str,
        size: dict[str, int],
        *,
        script: bool = True,
        touch: bool = False,
        looking: bool = True,
    ) -> None:
        self.address, self.name, self.width, self.looking = address, name, size["width"], looking
        self.faults: list[str] = []
        self.count = 0
        self.context = browser.new_context(
            viewport=size,
            has_touch=touch,
            java_script_enabled=script,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            base_url=address,
        )
        # axe is a script itself and would wait for ever where none may run.
        self._twin = None if script else browser.new_page(viewport=size, locale="vi-VN")
        self.context.set_default_timeout(60_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: said.type == "error" and self._complain(said.text))
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("response", lambda came: came.status >= 500 and self._complain(f"{came.status} {came.url}"))

    def _complain(self, text: str) -> None:
        # A refusal is a page like any other; that the browser calls its status an error is its own affair.
        if "status of 4" not in text:
            self.faults.append(f"{self._where()}: {text}")

    def _where(self) -> str:
        return self.page.url.removeprefix(self.address)

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()
        if self._twin is not None:
            self._twin.context.close()

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(path)

    def look(self, title: str) -> None:
        """Check the page as it stands (axe, nothing sideways, one heading); MOTCUA_PICTURES keeps its picture.

        Who is not `looking` sees pages that another journey checks already.
        """
        self.count += 1
        if not self.looking:
            return
        page, where = self.page, f"{self._where()} ({title})"
        page.wait_for_load_state("load")
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > self.width:
            self.faults.append(f"{where}: {wide} px wide on a screen of {self.width}")
        for fault in Axe().run(self._readable(), options=AXE).response["violations"]:
            targets = [node["target"] for node in fault["nodes"]][:4]
            self.faults.append(f"{where}: axe {fault['id']} at {targets}")
        if os.environ.get("MOTCUA_PICTURES"):  # for whoever looks at them; a picture of a whole page is dear
            PICTURES.mkdir(exist_ok=True)
            plain = re.sub(r"[^\w]+", "-", title).strip("-")
            page.screenshot(path=PICTURES / f"{self.name}-{self.count:02d}-{plain}.png", full_page=True)

    def _readable(self) -> Page:
        """Return a page axe can run on: without scripts, a twin that holds the same markup and styles."""
        if self._twin is None:
            return self.page
        address = self.page.url.partition("#")[0]
        markup = re.sub(r"<script\b.*?</script>|</?noscript>", "", self.page.content(), flags=re.S)
        self._twin.route(
            lambda url: url == address,
            lambda route: route.fulfill(body=markup, content_type="text/html; charset=utf-8"),
            times=1,
        )
        self._twin.goto(address)
        return self._twin

    def press(self, name: str, *, role: str = "button", inside: Locator | None = None) -> None:
        """Press a button (or link) by the words on it and wait for the page that follows."""
        target = (inside or self.page).get_by_role(role, name=name).first  # type: ignore[arg-type]
        with self.page.expect_navigation():
            target.click()

    def text(self) -> str:
        """Return what can be read on the page."""
        return self.page.locator("body").inner_text()

    def has(self, selector: str) -> bool:
        """Tell whether something of the page can be seen."""
        found = self.page.locator(selector)
        return found.count() > 0 and found.first.is_visible()

    def answer(self, name: str, value: Any) -> None:
        """Answer the question of a name: a choice, a day (d, m, y), a place (province, words, detail), or text."""
        page = self.page
        if isinstance(value, Place):
            return value.fill(self, name)
        if isinstance(value, tuple):
            for part, text in zip(("day", "month", "year"), value, strict=True):
                page.locator(f"[name='{name}-{part}']").fill(str(text))
            return None
        control = page.locator(f"[name='{name}']").first
        if control.evaluate("one => one.tagName") == "SELECT":
            control.select_option(value)
        elif control.get_attribute("type") in {"radio", "checkbox"}:
            page.locator(f"[name='{name}'][value='{value}']").check()
        else:
            control.fill(value)
        return None


class Place:
    """An address: the province chosen, the commune found by a few letters, the rest typed."""

    def __init__(self, province: str, words: str, commune: str, detail: str) -> None:
        self.province, self.words, self.commune, self.detail = province, words, commune, detail

    def fill(self, visitor: Visitor, name: str) -> None:
        """Choose, search and pick, as a person does it."""
        page = visitor.page
        if visitor.has(f"input[type=hidden][name='{name}-commune']"):
            return  # remembered from an earlier screen
        page.locator(f"[name='{name}-province']").select_option(self.province)
        page.locator(f"[name='{name}-query']").fill(self.words)
        with page.expect_navigation():
            page.locator(f"button[name=find][value='{name}']").click()
        visitor.look(f"tim-{name}")
        page.locator(f"[name='{name}-commune'][value='{self.commune}']").check()
        page.locator(f"[name='{name}-detail']").fill(self.detail)
