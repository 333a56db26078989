"""A commune's home, its procedures, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.catalogue.queries import EntryRow, Group, ProcedurePage
from motcua.catalogue.wording import CHANNELS
from motcua.citizen.catalogue.blocks import home_blocks
from motcua.citizen.catalogue.hours import saturday
from motcua.citizen.catalogue.paperless import without_paper
from motcua.citizen.catalogue.places import commune_of
from motcua.identity import queries as identity
from motcua.identity.queries import UnitView
from motcua.platform.clock.now import today
from motcua.web.routes import public
from motcua.web.shell import Link

# What people often come for, in their words; each is a real search (a test sees that it finds something).
CHIPS = ("mới sinh con", "mất giấy khai sinh", "xây nhà", "mở quán ăn", "trợ cấp người già")
HOME_EVENTS = (
    "sinh_con",
    "ket_hon",
    "tre_em_di_hoc",
    "chuyen_nha",
    "xay_nha",
    "kinh_doanh",
    "tuoi_gia",
    "nguoi_than_qua_doi",
)
ICONS = {
    "sinh_con": "baby",
    "ket_hon": "heart",
    "nguoi_than_qua_doi": "flower",
    "giay_to_ca_nhan": "person-card",
    "chuyen_nha": "house-move",
    "chung_thuc": "file-signed",
    "nha_dat": "map-pin",
    "xay_nha": "home",
    "kinh_doanh": "shop",
    "khuyet_tat": "family",
    "tuoi_gia": "elder",
    "kho_khan": "family",
    "tre_em_di_hoc": "school",
    "bao_ve_tre_em": "baby",
    "nguoi_co_cong": "star",
    "viec_lam_bao_hiem": "person-card",
    "khieu_nai": "message",
}
HANDLING = {"guide_only": "nộp ở nơi khác", "receive_and_forward": "Trung tâm nhận và chuyển"}
LONGEST_QUERY = 200


@public
@require_GET
def communes(request: HttpRequest) -> HttpResponse:
    """List the communes of this system; with only one, go there."""
    found = identity.committees(today())
    if len(found) == 1:
        return redirect("catalogue:home", slug=found[0].slug)
    return render(request, "citizen/catalogue/communes.html", {"ways": [_commune_way(unit) for unit in found]})


@public
@require_GET
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Search first, then what is mine, then life events, then a person who can help."""
    unit = commune_of(request, slug)
    rows = catalogue.entries(unit, today())
    events = [group for group in catalogue.life_events(rows) if group.key in HOME_EVENTS]
    blocks = [block for make in home_blocks if (block := make(request, unit)) is not None]
    context = {
        "unit": unit,
        "action": reverse("catalogue:procedures", args=[slug]),
        "chips": [Link(words, _list_url(slug, q=words)) for words in CHIPS] if rows else [],
        "blocks": blocks,
        "ways": [_event_way(slug, group) for group in events],
        "count": len(rows),
        "help": _help(unit),
    }
    return render(request, "citizen/catalogue/home.html", context)


@public
@require_GET
def procedures(request: HttpRequest, slug: str) -> HttpResponse:
    """Search results, or one of three ways to browse."""
    unit, on = commune_of(request, slug), today()
    asked = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    rows = catalogue.entries(unit, on)
    context: dict[str, Any] = {
        "unit": unit,
        "action": reverse("catalogue:procedures", args=[slug]),
        "q": asked,
        "home_url": reverse("catalogue:home", args=[slug]),
    }
    if asked:
        return render(request, "citizen/catalogue/found.html", {**context, **_found(asked, unit, slug)})
    chosen = _chosen(request, rows)
    if chosen is not None:
        title, listed = chosen
        context |= {"title": title, "items": _items(slug, listed), "all_url": context["action"]}
        return render(request, "citizen/catalogue/listed.html", context)
    context |= {
        "count": len(rows),
        "events": [_event_way(slug, group) for group in catalogue.life_events(rows)],
        "fields": [
            Link(g.label, _list_url(slug, **{"linh-vuc": g.key}), count=g.count) for g in catalogue.fields(rows)
        ],
        "applicants": [
            Link(g.label[0].upper() + g.label[1:], _list_url(slug, **{"doi-tuong": g.key}), count=g.count)
            for g in catalogue.applicants(rows)
        ],
    }
    return render(request, "citizen/catalogue/procedures.html", context)


@public
@require_GET
def procedure(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The page of one procedure, or its print view (`?in=1`)."""
    unit = commune_of(request, slug)
    page = catalogue.procedure_page(code, unit, today())
    context = {
        "unit": unit,
        "page": page,
        **_procedure_words(page, unit, request),
        "paperless": without_paper(unit, page, today()),
    }
    template = "procedure_print.html" if request.GET.get("in") else "procedure.html"
    return render(request, f"citizen/catalogue/{template}", context)


def _found(asked: str, unit: UnitView, slug: str) -> dict[str, Any]:
    found = catalogue.search(asked, unit, today())
    return {
        "items": _items(slug, found.rows),
        "nearest": _items(slug, found.nearest),
        "corrected": ", ".join(f"“{wrong}” thành “{right}”" for wrong, right in found.corrected),
        "phone": unit.contact.get("phone", ""),
        "all_url": reverse("catalogue:procedures", args=[slug]),
    }


def _chosen(request: HttpRequest, rows: Sequence[EntryRow]) -> tuple[str, list[EntryRow]] | None:
    ways = (
        ("linh-vuc", catalogue.fields, catalogue.by_field),
        ("viec", catalogue.life_events, catalogue.by_life_event),
        ("doi-tuong", catalogue.applicants, catalogue.by_applicant),
    )
    for name, groups, choose in ways:
        key = request.GET.get(name)
        group = next((g for g in groups(rows) if g.key == key), None) if key else None
        if group is not None:
            return group.label[0].upper() + group.label[1:], choose(rows, group.key)
    return None


def _procedure_words(page: ProcedurePage, unit: UnitView, request: HttpRequest) -> dict[str, Any]:
    slug = unit.slug
    who = request.who  # type: ignore[attr-defined]
    back = page.life_events[0] if page.life_events else None
    where = page.handlers.receiving or page.forward_to
    return {
        "start_url": "" if page.why_not_online else f"/xa/{slug}/nop/{page.code}/",
        "print_url": f"{reverse('catalogue:procedure', args=[slug, page.code])}?in=1",
        "sample_url": reverse("catalogue:sample", args=[slug, page.code]) if page.kind != "guide_only" else "",
        "back": Link(back[1], _list_url(slug, viec=back[0]))
        if back
        else Link("Tất cả thủ tục", reverse("catalogue:procedures", args=[slug])),
        "facts": [
            {"label": "Ai làm được", "value": page.who[0], "note": page.who[1]},
            {"label": "Bao lâu", "value": page.how_long[0], "note": page.how_long[1]},
            {"label": "Bao nhiêu tiền", "value": page.how_much[0], "note": page.how_much[1]},
            {
                "label": "Ở đâu",
                "value": where or "Hỏi Trung tâm",
                "note": ". ".join(
                    filter(
                        None,
                        (
                            page.handlers.handling and f"Giải quyết: {page.handlers.handling}",
                            saturday(page.handlers.receiving_id, today()),
                        ),
                    )
                ),
            },
        ],
        "ways": [
            {
                "title": way.label,
                "badge": "Rẻ nhất" if way.is_best else "",
                "is_best": way.is_best,
                "rows": [{"label": line.label, "value": line.text} for line in way.lines],
            }
            for way in page.channels
        ],
        "fees": _fee_table(page) if len(page.fees) > 1 else None,
        "fee_notes": list(
            dict.fromkeys(n for way in page.channels for line in way.lines for n in (line.note, line.legal) if n)
        ),
        "related": [
            Link(r.name, reverse("catalogue:procedure", args=[slug, r.code])) if r.name else Link(r.note, "")
            for r in page.related
        ],
        "help": _help(unit),
        "admin_url": f"/quan-tri/thu-tuc/{page.code}/" if who and who.may("packs.manage") else "",
    }


def _fee_table(page: ProcedurePage) -> dict[str, Any]:
    """What each case costs by each way, for procedures whose cases cost differently."""
    ways = [CHANNELS[channel] for channel, _ in page.fees[0].by_channel]
    return {
        "columns": [{"label": "Trường hợp"}, *({"label": way} for way in ways)],
        "rows": [[fee.label, *(text.replace("\n", "; ") for _, text in fee.by_channel)] for fee in page.fees],
    }


def _items(slug: str, rows: Sequence[EntryRow]) -> list[dict[str, str]]:
    return [
        {
            "title": row.short_name,
            "url": reverse("catalogue:procedure", args=[slug, row.procedure]),
            "text": _line(row),
        }
        for row in rows
    ]


def _line(row: EntryRow) -> str:
    """One line under a name: where it is filed when not here, else whether it can be done online; then the code."""
    here = HANDLING.get(row.handling) or ("làm được trên mạng" if "online" in row.channels else "nộp tại Trung tâm")
    if row.handling == "receive_and_forward" and "online" in row.channels:
        here = f"{here}, làm được trên mạng"
    return f"{here[0].upper()}{here[1:]}. Mã {row.procedure}"


def _event_way(slug: str, group: Group) -> dict[str, str]:
    words = ", ".join(group.words[1:] if group.words and group.words[0] == group.label else group.words)
    return {
        "title": group.label,
        "text": words[0].upper() + words[1:] if words else "",
        "url": _list_url(slug, viec=group.key),
        "icon": ICONS.get(group.key, "list"),
    }


def _commune_way(unit: UnitView) -> dict[str, str]:
    return {
        "title": unit.short_name,
        "text": unit.contact.get("province", ""),
        "url": reverse("catalogue:home", args=[unit.slug]),
        "icon": "map-pin",
    }


def _list_url(slug: str, **query: str) -> str:
    return f"{reverse('catalogue:procedures', args=[slug])}?{urlencode(query)}"


def _help(unit: UnitView) -> dict[str, Any]:
    phone = unit.contact.get("phone", "")
    return {"phone": phone, "phone_url": f"tel:{phone.replace(' ', '')}", "lines": unit.contact.get("lines", ())}
