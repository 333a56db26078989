"""What every page's frame needs: whose house this is, where one can go, who is signed in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from motcua.citizen.words import tel
from motcua.identity import queries as identity
from motcua.identity.queries import Person, UnitView
from motcua.identity.rules import Part
from motcua.platform.clock.now import now, today
from motcua.web.outages import band
from motcua.web.shell import FooterColumn, Link, SearchBox, Shell

_MINE, _ITS = "Hồ sơ của tôi", "Hồ sơ của tổ chức"
_CITIZEN_NAV = (("Trang chủ", "/xa/{slug}/"), ("Thủ tục", "/xa/{slug}/thu-tuc/"))
_TRIAL = "Bản trình diễn: người, số và hồ sơ đều bịa."

IN_BAR = 6  # places that fit into the bar of the desk beside the search; the rest is folded
_BOOKS = frozenset({"/can-bo/ban-giao/", "/can-bo/tre-han/", "/can-bo/cho-nhan/", "/can-bo/so/"})


def shell(request: HttpRequest) -> dict[str, object]:
    """Template context of every page: `shell` for the frame, `who` for the page."""
    who: Person | None = getattr(request, "who", None)
    return {"who": who, "shell": _desk(request, who) if is_at_desk(request) else _citizen(request, who)}


def _notice() -> str:
    """In training the band of every page says more than this."""
    return _TRIAL if settings.DEMO and not settings.TRAINING else ""


def is_at_desk(request: HttpRequest) -> bool:
    """Tell whether a page belongs to officers: the desk and administration have their own frame."""
    return request.path.startswith(("/can-bo/", "/quan-tri/"))


def _unit(request: HttpRequest) -> UnitView | None:
    """The commune of the page: of its address, of what it shows, of the last one visited, or the only one."""
    on = today()
    all_units = identity.committees(on)
    slug = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
    slug = (
        slug
        or getattr(request, "unit_shown", None)
        or (request.session.get("unit") if hasattr(request, "session") else None)
    )
    found = next((u for u in all_units if u.slug == slug), None)
    return found or (all_units[0] if len(all_units) == 1 else None)


def _citizen(request: HttpRequest, who: Person | None) -> Shell:
    unit = _unit(request)
    slug = unit.slug if unit else ""
    nav = tuple(
        Link(label, url.format(slug=slug), is_current=request.path == url.format(slug=slug))
        for label, url in (*_CITIZEN_NAV, (_ITS if who and who.organisation_id else _MINE, "/ho-so/"))
        if unit or "{slug}" not in url
    )
    figures = f"/cong-khai/{slug}/" if unit else "/cong-khai/"
    nav += (Link("Công khai", figures, is_current=request.path.startswith("/cong-khai/")),)
    account = Link(who.full_name.split()[-1], "/tai-khoan/") if who else Link("Đăng nhập", "/dang-nhap/")
    contact = unit.contact if unit else {}
    columns = (
        [
            FooterColumn(unit.name, tuple(contact.get("lines", ()))),
            FooterColumn(
                "Cần người giúp",
                links=tuple(
                    Link(f"Gọi {contact['phone']}", tel(contact["phone"])) for _ in [1] if contact.get("phone")
                ),
            ),
            FooterColumn(
                "Về hệ thống này",
                links=(
                    Link("Số liệu công khai", f"/cong-khai/{slug}/"),
                    Link("Tra cứu hồ sơ theo mã", "/tra-cuu/"),
                    Link("Dành cho cán bộ", "/can-bo/dang-nhap/"),
                ),
            ),
        ]
        if unit
        else []
    )
    return Shell(
        unit_name=unit.short_name if unit else "Một cửa điện tử",
        unit_line="Một cửa điện tử" if unit else "",
        unit_place=contact.get("province", ""),
        home_url=f"/xa/{slug}/" if unit else "/",
        nav=nav,
        account=account,
        is_signed_in=who is not None,
        footer=tuple(columns),
        notice=_notice(),
        outage=band(now()),
        acting_for=who.organisation_name if who else "",
        sign_out_url="/dang-xuat/",
    )


def _desk(request: HttpRequest, who: Person | None) -> Shell:
    unit = identity.unit_view(identity.committee_of(who.post.unit_id, today()), today()) if who and who.post else None
    links = []
    if who and who.scopes(Part.DECIDING):
        is_here = request.path.startswith("/can-bo/lanh-dao/")
        links.append(Link("Lãnh đạo", "/can-bo/lanh-dao/", is_current=is_here))
    if who and who.scopes(Part.OVERSEEING):
        is_here = request.path.startswith("/can-bo/dieu-hanh/")
        links.append(Link("Điều hành", "/can-bo/dieu-hanh/", is_current=is_here))
    if who and (who.scopes(Part.OVERSEEING) or who.may("numbers.read")):
        links.append(Link("Số liệu", "/can-bo/so-lieu/", is_current=request.path.startswith("/can-bo/so-lieu/")))
    if who and who.scopes():
        links.append(Link("Việc của tôi", "/can-bo/", is_current=request.path == "/can-bo/"))
    if who and who.scopes(Part.RECEIVING):
        is_here = request.path.startswith("/can-bo/tiep-nhan/")
        links.append(Link("Tiếp nhận", "/can-bo/tiep-nhan/", is_current=is_here))
        links.append(Link("Gọi điện", "/can-bo/goi-dien/", is_current=request.path == "/can-bo/goi-dien/"))
    if who and who.scopes(Part.RECEIVING, Part.OVERSEEING):
        links.append(Link("Tất cả hồ sơ", "/can-bo/ho-so/", is_current=request.path == "/can-bo/ho-so/"))
    if who and who.scopes():
        links.append(Link("Sổ, danh sách", "/can-bo/ban-giao/", is_current=request.path in _BOOKS))
        here = request.path.startswith("/can-bo/danh-gia/")
        links.append(Link("Đánh giá", "/can-bo/danh-gia/", is_current=here))
        links.append(Link("Xin ý kiến", "/can-bo/y-kien/", is_current=request.path == "/can-bo/y-kien/"))
    if who and who.posts and not who.may("identity.manage"):
        here = request.path.startswith("/can-bo/ke-hoach/")
        links.append(Link("Kế hoạch", "/can-bo/ke-hoach/", is_current=here))
    if who and who.may("reads.inspect"):  # the manager comes by the books, his bar is full
        here = request.path.startswith("/can-bo/kiem-tra/")
        links.append(Link("Kiểm tra", "/can-bo/kiem-tra/", is_current=here))
    if who and who.scopes(Part.NUMBERING):
        numbers = "/can-bo/so-van-ban/"
        links.append(Link("Sổ văn bản", numbers, is_current=request.path.startswith(numbers)))
    if who and who.may("dossiers.assign") and not who.scopes(Part.OVERSEEING):  # else it stands on the board
        links.append(Link("Giao lại việc", "/can-bo/giao-lai/", is_current=request.path == "/can-bo/giao-lai/"))
    if who and who.may("packs.manage"):
        links.append(Link("Thủ tục", "/quan-tri/thu-tuc/", is_current=request.path.startswith("/quan-tri/thu-tuc/")))
    if who and (who.may("calendar.manage") or who.may("calendar.national")):
        is_here = request.path.startswith(("/quan-tri/lich/", "/quan-tri/khong-nop-giay/"))
        links.append(Link("Lịch làm việc", "/quan-tri/lich/", is_current=is_here))
    if who and who.may("outages.announce"):
        is_here = request.path.startswith("/quan-tri/tam-dung/")
        links.append(Link("Báo tạm dừng", "/quan-tri/tam-dung/", is_current=is_here))
    if who and who.may("notices.manage"):
        is_here = request.path.startswith("/quan-tri/thong-bao/")
        links.append(Link("Thông báo", "/quan-tri/thong-bao/", is_current=is_here))
    if who and who.may("identity.manage"):
        is_here = request.path.startswith(("/quan-tri/don-vi/", "/quan-tri/vi-tri/", "/quan-tri/can-bo/"))
        links.append(Link("Đơn vị, cán bộ", "/quan-tri/don-vi/", is_current=is_here))
        is_here = request.path.startswith("/quan-tri/quyen/")
        links.append(Link("Ai được làm gì", "/quan-tri/quyen/", is_current=is_here))
    return Shell(
        unit_name=unit.short_name if unit else "Một cửa điện tử",
        home_url="/can-bo/",
        nav=tuple(links[:IN_BAR]),
        more=tuple(links[IN_BAR:]),
        density="desk",
        is_signed_in=who is not None,
        account=Link("Tài khoản", "/can-bo/tai-khoan/") if who else None,
        search=SearchBox("/can-bo/tim/") if who and who.scopes() else None,
        officer_name=who.full_name if who else "",
        officer_place=who.post.title if who and who.post else "",
        notice=_notice(),
        outage=band(now()),
    )
