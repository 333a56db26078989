"""Where an officer is signed in, and the way to end it there."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.identity import sessions
from motcua.identity.requests import Request
from motcua.platform.clock.now import now
from motcua.platform.errors import NotFound
from motcua.platform.text import instant_vi
from motcua.web.routes import signed_in


@signed_in("officer")
@never_cache
@require_http_methods(["GET", "POST"])
def devices(request: Request) -> HttpResponse:
    """List the devices; end one, or all but this one."""
    key = request.session.session_key
    if request.method == "POST":
        wanted = request.POST.get("device", "")
        if wanted and not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
            raise NotFound("no such device")
        count = sessions.end(request.who, int(wanted) if wanted else None, key, now=now())
        request.session["devices_ended"] = count
        return redirect("desk:devices")
    rows = [
        {
            "id": device.id,
            "name": device.name,
            "is_this": device.is_this,
            "since": instant_vi(device.since),
            "last_seen": "đang dùng" if device.is_this else instant_vi(device.last_seen),
        }
        for device in sessions.of(request.who, key, now=now())
    ]
    ended = request.session.pop("devices_ended", None)
    context = {
        "rows": rows,
        "others": sum(not row["is_this"] for row in rows),
        "ended": ended,
        "ended_text": f"Đã đăng xuất khỏi {ended} thiết bị." if ended else "Không còn thiết bị nào khác để đăng xuất.",
    }
    return render(request, "desk/devices.html", context)
