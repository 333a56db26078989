"""One group of questions a screen: shown, saved, gone on from; everything by GET, POST and redirect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from motcua.citizen.filing import elsewhere
from motcua.citizen.helped import helped
from motcua.citizen.known import Work, file_rows, neighbours, screens, steps, work_on
from motcua.citizen.typing_kept import Kept, keeps_typing, kept_typing
from motcua.citizen.uploads import removed, take_files
from motcua.citizen.words import here
from motcua.forms import services as forms
from motcua.forms.drawing import field_views
from motcua.forms.engine import Fault, Parsed
from motcua.identity.queries import Person
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import Conflict, NotFound
from motcua.platform.text import instant_vi
from motcua.web.fields import FieldView, Option
from motcua.web.routes import public, signed_in
from motcua.web.text import clock

CHECK = "Kiểm tra và nộp"


@dataclass(frozen=True)
class _Told:
    """What a posted screen left to say on the same page."""

    parsed: Parsed | None = None
    refused: dict[str, str] | None = None
    saved: str = ""
    notice: str = ""
    version: int | None = None


@keeps_typing
@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def group(request: Request, draft_id: int, group_key: str) -> HttpResponse:
    """Show or take one screen of a draft."""
    work = work_on(request.who, draft_id, at=now())
    if group_key not in {g.key for g in work.form.groups}:
        raise NotFound("no such group", group=group_key)
    if request.method == "POST" and work.draft.is_open:
        return _take(request, work, group_key)
    if (other := elsewhere(request, work)) is not None:
        return other
    if group_key not in {g.key for g in screens(work.state())}:
        return redirect("citizen:draft", draft_id=draft_id)
    if (kept := kept_typing(request)) is not None:
        return _back(request, work, group_key, kept)
    return _page(request, work, group_key, _Told())


def _back(request: Request, work: Work, key: str, kept: Kept) -> HttpResponse:
    """Keep what was typed before the sign-in ran out, and draw the page as it was left."""
    saved = _save(request, work, key, kept.posted, seconds=0)
    told = _Told(_without_declarations(work, saved.parsed), notice=kept.sentence, version=saved.version)
    return _page(request, work_on(request.who, work.draft.id, at=work.at), key, told)


def _save(request: Request, work: Work, key: str, posted: dict[str, list[str]], *, seconds: int) -> forms.Saved:
    version = posted.get("version", [""])[-1]
    return forms.save_group(
        request.who,
        work.draft.id,
        form=work.form,
        group_key=key,
        posted=posted,
        context=work.context,
        version=min(_number(version, work.draft.version), work.draft.version),
        now=work.at,
        seconds=seconds,
    )


def _take(request: Request, work: Work, key: str) -> HttpResponse:
    """Save the post whole, then say where to go; what was typed is never lost to a fault or a file."""
    who, at = request.who, work.at
    state = work.state()
    slots = [f for f in work.form.group(key).fields if f.type == "file" and state.fields[f.key].asked]
    refused = take_files(request, who, work.draft.id, work.form, slots, now=at)
    seconds = max(0, int(at.timestamp()) - posted_number(request, "opened", int(at.timestamp())))
    saved = _save(request, work, key, dict(request.POST.lists()), seconds=seconds)
    parsed = _without_declarations(work, saved.parsed)
    if parsed.action and parsed.action.kind == "remove":
        removed(who, parsed.action.target, [f.id for f in work.files], now=at)
    work = work_on(who, work.draft.id, at=at)
    line = f"Đã lưu lúc {clock(at)}. Thoát ra vẫn còn."
    if "later" in request.POST:
        return redirect("citizen:mine")
    if parsed.is_done and not refused:
        _, after = neighbours(work.state(), key)
        if request.POST.get("back_to") == "check" or after is None:
            return redirect("citizen:check", draft_id=work.draft.id)
        return redirect("citizen:group", draft_id=work.draft.id, group_key=after.key)
    notice = "Câu trả lời vừa rồi mở thêm câu hỏi bên dưới." if parsed.newly_asked and not parsed.stops else ""
    return _page(request, work, key, _Told(parsed, refused, line, notice, saved.version))


def _page(request: Request, work: Work, key: str, told: _Told) -> HttpResponse:
    group_, state = work.form.group(key), work.state()
    faults: tuple[Fault, ...] = told.parsed.faults if told.parsed else ()
    views = field_views(work.form, key, state, faults, parsed=told.parsed, files=file_rows(work.files))
    views = [v for v in views if v.kind != "declaration"]
    views = [replace(v, max_bytes=settings.FILE_LIMIT_BYTES) if v.kind == "file" else v for v in views]
    views = [replace(v, error=(told.refused or {}).get(v.name, v.error)) for v in views]
    locked = [v for v in views if v.locked]
    before, _ = neighbours(state, key)
    bar = steps(state)
    places = [section for section, _ in bar]
    loose = [f.message for f in faults if f.is_stop and not f.name]
    is_wrong = any(_wrong(v) for v in views) or bool(loose)
    current = places.index(group_.section) + 1 if group_.section in places else 1
    context = {
        "helped": helped(work, step=current, steps=len(bar) + 1, place=group_.title),
        "work": work,
        "group": group_,
        "heading": "" if any(v.is_heading for v in views) else group_.heading or group_.title,
        "fields": [v for v in views if not v.locked],
        "shown": " ".join(_names([v for v in views if not v.locked])),
        # The panel says "tài khoản định danh" once for all; a row speaks only where it comes from elsewhere.
        "facts": [
            {
                "label": v.label,
                "value": v.value,
                "source": v.source if v.source_text else "",
                "source_text": v.source_text,
            }
            for v in locked
        ],
        "facts_at": _fetched(work, key),
        "disputes": _disputes(work, key),
        "loose": loose,
        "notice": told.notice,
        "saved": told.saved or _last_saved(work),
        "version": work.draft.version if told.version is None else told.version,
        "opened": int(work.at.timestamp()),
        "back_to": request.GET.get("ve") or request.POST.get("back_to", ""),
        "before": before,
        "current": current,
        "steps": [*(title for _, title in bar), CHECK],
        "phone": work.unit.contact.get("phone", ""),
    }
    return render(request, "citizen/group.html", context, status=422 if is_wrong and request.method == "POST" else 200)


def _wrong(view: FieldView) -> bool:
    inner = [f for row in view.rows for f in row.fields] + [f for o in view.options for f in o.reveal]
    return bool(view.error) or any(_wrong(f) for f in inner)


def _names(views: list[FieldView]) -> list[str]:
    return [name for v in views for name in (v.name, *_names([f for o in v.options for f in o.reveal]))]


def _without_declarations(work: Work, parsed: Parsed) -> Parsed:
    """The declaration is asked on the last page; its absence here is no fault and no new question."""
    told = {key for key, field in work.form.fields.items() if field.type == "declaration"}
    return replace(
        parsed,
        faults=tuple(f for f in parsed.faults if f.field not in told),
        newly_asked=tuple(k for k in parsed.newly_asked if k not in told),
    )


def _fetched(work: Work, key: str) -> str:
    instants = [
        v.at
        for f in work.form.group(key).fields
        if (v := work.draft.answers.get(f.key)) is not None and v.at and v.source in f.locks
    ]
    return instant_vi(max(instants)) if instants else ""


def _disputes(work: Work, key: str) -> list[tuple[str, str]]:
    fields = work.form.group(key).fields
    return [(f.label, v.disputed) for f in fields if (v := work.draft.answers.get(f.key)) is not None and v.disputed]


def _last_saved(work: Work) -> str:
    if not work.draft.version:
        return ""
    return f"Đã lưu lúc {clock(here(work.draft.touched_at))}. Thoát ra vẫn còn."


def posted_number(request: Request, name: str, otherwise: int) -> int:
    """Return a number a page posts back, or another when what came is none."""
    return _number(request.POST.get(name, ""), otherwise)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else otherwise


@public
@require_POST
def autosave(request: Request, draft_id: int) -> JsonResponse:
    """Keep a field while it is typed (docs/design-system.md, Autosave); 401 when the session has ended."""
    who: Person | None = request.who
    if who is None or who.kind != "citizen":
        return JsonResponse({}, status=401)
    work = work_on(who, draft_id, at=now())
    changed = request.POST.getlist("changed")
    cleared = {name: [""] for name in changed if name not in request.POST}
    try:
        saved = forms.save_field(
            who,
            draft_id,
            form=work.form,
            changed=changed,
            posted={**dict(request.POST.lists()), **cleared},
            context=work.context,
            version=min(posted_number(request, "version", work.draft.version), work.draft.version),
            now=work.at,
        )
    except Conflict:
        return JsonResponse({}, status=409)
    if saved.parsed.answered_elsewhere:
        return JsonResponse({"version": saved.version}, status=409)
    return JsonResponse({"saved_at": clock(work.at), "version": saved.version})


@signed_in("citizen")
@require_http_methods(["GET", "POST"])
def dispute(request: Request, draft_id: int, group_key: str) -> HttpResponse:
    """Take the person's word that a value of the State is wrong; the value stays, the officer reads the word."""
    work = work_on(request.who, draft_id, at=now())
    if group_key not in {g.key for g in work.form.groups}:
        raise NotFound("no such group", group=group_key)
    if (other := elsewhere(request, work)) is not None:
        return other
    state = work.state()
    locked = [f for f in state.shown(work.form.group(group_key)) if f.locked]
    typed: dict[str, Any] = {k: request.POST.get(k, "").strip() for k in ("field", "says")}
    errors = {}
    if request.method == "POST":
        if typed["field"] not in {f.field.key for f in locked}:
            errors["field"] = "Chọn mục chưa đúng."
        if not typed["says"]:
            errors["says"] = "Ghi thông tin đúng theo giấy tờ của bạn."
        if not errors:
            forms.dispute(request.who, draft_id, form=work.form, key=typed["field"], says=typed["says"], now=work.at)
            return redirect("citizen:group", draft_id=draft_id, group_key=group_key)
    fields = [
        FieldView(
            "radios",
            "field",
            "Mục nào chưa đúng?",
            typed["field"],
            options=tuple(Option(f.field.key, f.field.label) for f in locked),
            error=errors.get("field", ""),
        ),
        FieldView("text", "says", "Thông tin đúng là gì?", typed["says"], error=errors.get("says", ""), max_length=300),
    ]
    context = {"work": work, "group": work.form.group(group_key), "fields": fields}
    return render(request, "citizen/dispute.html", context, status=422 if errors else 200)
