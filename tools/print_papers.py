#!/usr/bin/env python3
"""Print every paper motcua prints, as PDF and as pictures to look at: `python tools/print_papers.py OUT_DIR`.

Three kinds: invented papers of every print form (short and as long as they come), the results of the detailed packs
from the packs' own samples, and what the pages of a running box print: books, lists, labels, tickets, slips and pages
meant for paper. Without `--box` a demonstration box of its own is started and ended (about a minute); `--samples`
leaves the box out. Ends with 1 and the names when a paper could not be made.

Needs the development environment (`make dev`), chromium and poppler-utils.
"""

import argparse
import os
import re
import subprocess
import sys
import traceback
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
DPI = 80
CARD = "030150000208||CÔNG TẰNG TÔN NỮ HOÀNG THỊ PHƯƠNG THẢO|14021950|Nữ|Thôn Kim Quan, xã Cẩm Giang|01012022"
CITIZEN = "Hạnh"
OF_EACH = 6  # dossiers of a state looked into for their papers
FORMS_OF_THE_DEMONSTRATION = ("mau-01", "mau-02", "mau-03", "mau-04", "mau-05", "mau-06", "ket-qua-10")
DAYS_BACK = 12  # the demonstration's hand-overs and cash lie on working days before today


class Out:
    """The folder of the papers: keeps each with its pictures, and what could not be made."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.failed, self.made = folder, [], 0
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str, content: bytes) -> None:
        """Keep a PDF with a picture a page, or an .xlsx as it is."""
        if content[:2] == b"PK":
            (self.folder / f"{name}.xlsx").write_bytes(content)
            print(f"{name}.xlsx: {len(content)} bytes")
        else:
            path = self.folder / f"{name}.pdf"
            if not content.startswith(b"%PDF"):
                raise ValueError(f"not a PDF: {content[:80]!r}")
            path.write_bytes(content)
            for old in self.folder.glob(f"{name}-[0-9]*.png"):
                old.unlink()
            subprocess.run(["pdftoppm", "-r", str(DPI), "-png", path, self.folder / name], check=True)
            pages = len([p for p in self.folder.glob("*.png") if re.fullmatch(rf"{re.escape(name)}-\d+", p.stem)])
            print(f"{name}: {pages} page{'s'[: pages > 1]}")
        self.made += 1

    def attempt(self, name: str, make: Callable[[], bytes | None], *, may_lack: bool = False) -> None:
        """Make a paper and keep it; a failure is told at the end and hides no other paper."""
        try:
            content = make()
            if content is None and may_lack:
                print(f"{name}: not in this demonstration, look at its sample")
                return
            if content is None:
                raise ValueError("nothing to print it from in this demonstration")
            self.keep(name, content)
        except Exception:
            self.failed.append(name)
            print(f"{name}: FAILED\n{traceback.format_exc(limit=4)}", file=sys.stderr)


def samples(out: Out) -> None:
    """Print the invented papers of every form and the results of the detailed packs."""
    from motcua.documents.printing import render, samples, samples_of_the_office, template_for
    from motcua.dossiers.tests import pack_papers

    for name, form, paper in (*samples.all_samples(), *samples_of_the_office.all_samples()):
        template = template_for(form, on=samples.MADE_AT.date())
        out.attempt(name, lambda template=template, paper=paper: render(template, paper.as_data()))
    template = template_for("result", on=pack_papers.MADE_AT.date())
    for long in (False, True):
        for name, _, paper in pack_papers.all_results(long=long):
            out.attempt(f"{name}{'-dai' if long else ''}", lambda paper=paper: render(template, paper.as_data()))


class Desk:
    """An officer or an administrator at a browser of his own."""

    def __init__(self, browser, address: str, user: str) -> None:
        from tests.browser.box import PASSWORD

        self.address, self.context = address, browser.new_context(viewport={"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.page.goto(f"{address}/can-bo/dang-nhap/")
        self.page.fill("[name=username]", user)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_load_state()

    def open(self, path: str):
        told = self.page.goto(path if path.startswith("http") else self.address + path)
        if not told or told.status != 200:
            raise ValueError(f"{path} answered {told and told.status}")
        return self.page

    def printed(self, path: str = "") -> bytes:
        """The page as the browser's print command gives it."""
        page = self.open(path) if path else self.page
        return page.pdf(prefer_css_page_size=True, print_background=False)

    def file(self, path: str, **form: str) -> bytes:
        """A file: by its address, or by the form that asks why it is taken out."""
        if form:
            form["csrfmiddlewaretoken"] = self.page.locator("main [name=csrfmiddlewaretoken]").first.input_value()
            told = self.context.request.post(self.address + path, form=form, headers={"Referer": self.address + path})
        else:
            told = self.context.request.get(self.address + path)
        if told.status != 200:
            raise ValueError(f"{path} answered {told.status}")
        return told.body()

    def addresses(self, path: str, part: str) -> list[str]:
        """The addresses on a page that hold a word."""
        return self.open(path).eval_on_selector_all(
            f"main a[href*='{part}']", "all => all.map(a => a.getAttribute('href'))"
        )


def of_a_box(out: Out, browser, address: str) -> None:
    """Print what the pages of a demonstration box print."""
    receiver, leader = Desk(browser, address, "motcua1.cg"), Desk(browser, address, "chutich.cg")
    counter(out, receiver)
    books(out, leader, Desk(browser, address, "vanthu.cg"))
    dossiers(out, leader)
    inspection(out, Desk(browser, address, "kiemtra.cg"))
    house(out, Desk(browser, address, "quantri.cg"))
    citizen(out, browser, address)


def counter(out: Out, desk: Desk) -> None:
    """Labels of a visit, a ticket of the queue, the cash sheet of a day, the template of a list."""

    def ticket() -> bytes:
        desk.open("/can-bo/tiep-nhan/hang-cho/").locator("button[name=give]").first.click()
        desk.page.wait_for_url("**/hang-cho/so/")
        return desk.printed()

    def labels() -> bytes:
        page = desk.open("/can-bo/tiep-nhan/")
        if not page.locator("#the").count():  # people with numbers are waiting
            page.get_by_role("button", name="Lượt mới").click()
        page.locator("#the").fill(CARD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        for _ in range(3):
            page.locator("#viec-gi").fill("trich luc ho tich")
            with page.expect_navigation():
                page.keyboard.press("Enter")
            with page.expect_navigation():
                page.locator("button[name=procedure]").first.click()
            page.locator("[name=declared_on_paper]").check()
            page.locator("[name=case]").first.check()
            page.locator("[name=originals-form]").fill("1")
            page.get_by_role("button", name="Lưu và tính lại").click()
        page.get_by_role("button", name="Tiếp nhận tất cả các việc đã đủ").click()
        return desk.printed(page.locator("a:has-text('In nhãn hồ sơ')").get_attribute("href"))

    def cash() -> bytes:
        for piece in ("Bằng tốt nghiệp", "Học bạ"):
            page = desk.open("/can-bo/tiep-nhan/nhanh/2.000815/")
            told = {"name": "Đinh Văn Lâm", "phone": "0912000412", "paper_name": piece, "paper_pages": "3"}
            for key, value in {**told, "paper_copies": "2", "receipt": f"BL-{piece[:3]}"}.items():
                page.fill(f"[name={key}]", value)
            with page.expect_navigation():
                page.keyboard.press("Enter")
        return desk.printed("/can-bo/tiep-nhan/thu-tien/")

    out.attempt("so-thu-tu-80mm", ticket)
    out.attempt("nhan-ho-so", labels)
    out.attempt("thu-tien-trong-ca", cash)
    out.attempt("danh-sach-mau", lambda: desk.file("/can-bo/tiep-nhan/danh-sach/2.000635/mau.xlsx"))


def books(out: Out, leader: Desk, clerk: Desk) -> None:
    """Morning sheet, register, book of results, hand-over list."""

    def taken_out(desk: Desk, path: str, **form: str) -> bytes:
        desk.open(path)
        return desk.file(path, reason="Xem lại bản in", **form)

    def handover() -> bytes | None:
        for back in range(DAYS_BACK):
            on = date.today() - timedelta(days=back)
            if found := leader.addresses(f"/can-bo/ban-giao/?ngay={on}", "danh-sach.pdf"):
                return leader.file(found[0])
        return None

    def book(kind: str) -> bytes | None:
        for path in clerk.addresses("/can-bo/so-van-ban/", "so="):
            if re.search(r"/so-van-ban/\d+/\d+/", path):
                month = clerk.open(path).locator("[name=month] option").last.get_attribute("value")
                return taken_out(clerk, path, month=month, kind=kind)
        return None

    out.attempt("box-buoi-sang", lambda: leader.file("/can-bo/dieu-hanh/buoi-sang.pdf"))
    out.attempt("box-so-theo-doi", lambda: taken_out(leader, "/can-bo/so/", kind="1"))
    out.attempt("box-so-theo-doi-bang", lambda: taken_out(leader, "/can-bo/so/", kind="xlsx"))
    out.attempt("box-ban-giao", handover)
    out.attempt("box-so-ket-qua", lambda: book("pdf"), may_lack=True)
    out.attempt("box-so-ket-qua-bang", lambda: book("xlsx"), may_lack=True)


_LINKS = "all => all.map(a => [a.getAttribute('href'), a.innerText])"


def dossiers(out: Out, leader: Desk) -> None:
    """Control slip 06, and each kind of slip and result some dossier of the demonstration has."""
    found: dict[str, str] = {}
    for status in range(1, 11):
        listed = leader.addresses(f"/can-bo/ho-so/?trang-thai={status}", "/can-bo/ho-so/")
        codes = [path for path in listed if re.search(r"-\d{4}/$", path)]
        for path in codes[-OF_EACH:]:
            leader.open(path)
            told = leader.page.eval_on_selector_all("main a", _LINKS)
            for at, (address, words) in enumerate(told):
                if "/phieu/" in address and (form := re.search(r"Mẫu (\d\d)", words)):
                    found.setdefault(f"mau-{form[1]}", address)
                elif "kiem-soat.pdf" in address:
                    found["mau-06"] = address  # the last is of a dossier that came far
                elif words.endswith("-ket-qua.pdf") and at + 1 < len(told):
                    found.setdefault(f"ket-qua-{status}", told[at + 1][0])
    for kind in (*FORMS_OF_THE_DEMONSTRATION, *sorted(found.keys() - set(FORMS_OF_THE_DEMONSTRATION))):
        out.attempt(f"box-{kind}", lambda kind=kind: leader.file(found[kind]) if kind in found else None)


def inspection(out: Out, desk: Desk) -> None:
    """The list of a random sample, and one dossier as a file."""

    def drawn() -> bytes:
        desk.open("/can-bo/kiem-tra/").get_by_role("button", name="Chọn mẫu").click()
        desk.page.wait_for_load_state()
        path = desk.page.locator("main a[href*='danh-sach.pdf']").first.get_attribute("href")
        return desk.file(path)

    def whole() -> bytes:
        path = next(p for p in desk.addresses(desk.page.url, "/kiem-tra/") if re.search(r"-\d{4}/kiem-tra/", p))
        desk.open(path)
        return desk.file(f"{path.split('?')[0]}ho-so.pdf", reason="Xem lại bản in")

    out.attempt("box-mau-kiem-tra", drawn)
    out.attempt("box-ho-so-kiem-tra", whole)


def house(out: Out, desk: Desk) -> None:
    """The quarterly list of who may do what."""

    def access() -> bytes:
        units = [p for p in desk.addresses("/quan-tri/quyen/", "/quan-tri/quyen/") if "can-bo" not in p]
        return desk.printed(f"{max(units, key=len)}ban-in/")

    out.attempt("box-ra-soat-quyen", access)


def citizen(out: Out, browser, address: str) -> None:
    """Printed page and sample of a procedure; a dossier with its receipt, as its own person prints them."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()

    def printed(path: str) -> bytes:
        told = page.goto(address + path)
        if not told or told.status != 200:
            raise ValueError(f"{path} answered {told and told.status}")
        return page.pdf(prefer_css_page_size=True, print_background=False)

    def file(path: str) -> bytes:
        return page.context.request.get(address + path).body()

    for code in ("1.001193", "1.013225"):
        out.attempt(f"box-thu-tuc-{code}", lambda code=code: printed(f"/xa/cam-giang/thu-tuc/{code}/?in=1"))
        out.attempt(f"box-to-khai-mau-{code}", lambda code=code: file(f"/xa/cam-giang/thu-tuc/{code}/mau/"))
    sign_in_citizen(page, address)
    page.goto(f"{address}/ho-so/")
    mine = page.eval_on_selector_all("main a[href*='/ho-so/']", "all => all.map(a => a.getAttribute('href'))")
    mine = [p for p in mine if re.search(r"-\d{4}/$", p)]
    if not mine:
        out.failed.append("box dossier of a citizen")
        return
    out.attempt("box-ho-so-cong-dan", lambda: printed(f"{mine[0]}in/"))
    out.attempt("box-bien-nhan", lambda: file(f"{mine[0]}bien-nhan.pdf"))


def sign_in_citizen(page, address: str) -> None:
    """Sign in by the simulator as the invented person whose dossiers the demonstration has."""
    page.goto(f"{address}/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập bằng VNeID").click()
    page.locator("input[name=q]").fill(CITIZEN)
    with page.expect_navigation():
        page.locator("input[name=q]").press("Enter")
    with page.expect_navigation():
        page.locator("button.person").first.click()
    page.wait_for_url(f"{address}/**")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--box", metavar="ADDRESS", help="a demonstration box that runs already")
    parser.add_argument("--samples", action="store_true", help="only what needs no box")
    told = parser.parse_args()
    out = Out(told.folder)
    samples(out)
    if not told.samples:
        from playwright.sync_api import sync_playwright
        from tests.browser.box import running

        if told.box:
            os.environ["MOTCUA_BROWSER_AT"] = told.box.rstrip("/")
        with running() as box, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            of_a_box(out, browser, box.address)
            browser.close()
    print(f"{out.made} papers in {told.folder}")
    if out.failed:
        print("could not be made: " + ", ".join(out.failed), file=sys.stderr)
    return 1 if out.failed else 0


if __name__ == "__main__":
    sys.exit(main())
