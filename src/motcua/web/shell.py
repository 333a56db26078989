"""What the frame around every page needs to know: whose house it is, where one can go, who is signed in.

The pages of this context read one template variable, `shell`. A context processor above (`config`) builds
it from the unit and the session, so `web` stays free of units, accounts and officers. Every attribute has a
harmless default: error pages are drawn even when nothing could be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Density = Literal["citizen", "desk", "kiosk"]


@dataclass(frozen=True)
class Link:
    """A place to go. `count` is shown as a counter beside the words; 0 is not shown."""

    label: str
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class FooterColumn:
    """One column of the footer: a heading, then plain lines, then links."""

    title: str
    lines: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class SearchBox:
    """The one search box of the desk header; a GET form, so it works without scripts."""

    action: str
    label: str = "Mã, tên không dấu, số định danh"
    name: str = "q"
    value: str = ""


@dataclass(frozen=True)
class Shell:
    """The frame of a page.

    `unit_line` stands under the name of the unit; `unit_place` follows it after a dot and is the first to go
    when the screen is narrow. `account` is the button at the right: the person's given name when
    `is_signed_in`, otherwise the way to sign in. `officer_name` and `officer_place` are for the desk only.
    `more` are further places, folded under one word where the bar is full (the desk).
    `notice` is one sentence above everything, for a trial system; `outage` one below it, for an announced stop of
    the system (web/outages.py). `acting_for` names the
    organisation whose account is in use; `sign_out_url` is then where its strip posts to leave that account.
    """

    unit_name: str = "Một cửa điện tử"
    unit_line: str = ""
    unit_place: str = ""
    home_url: str = "/"
    nav: tuple[Link, ...] = ()
    more: tuple[Link, ...] = ()
    account: Link | None = None
    is_signed_in: bool = False
    footer: tuple[FooterColumn, ...] = ()
    density: Density = "citizen"
    search: SearchBox | None = None
    officer_name: str = ""
    officer_place: str = ""
    notice: str = ""
    outage: str = ""
    acting_for: str = ""
    sign_out_url: str = ""
    language: str = "vi"
    asks_keys: bool = True
    """Whether single-key shortcuts are on; an officer may switch them off (WCAG 2.1.4)."""
