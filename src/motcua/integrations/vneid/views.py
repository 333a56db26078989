"""The two ends of a citizen's sign-in: out to VNeID, and back with the claims.

Both ask another machine and may wait for seconds, so they hold no transaction meanwhile.
"""

from __future__ import annotations

from allauth.socialaccount.models import SocialApp
from django.contrib.auth import login as open_session
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from motcua.identity import backends, queries, services
from motcua.identity.middleware import own_transactions
from motcua.integrations.vneid.claims import subject_from
from motcua.integrations.vneid.provider import SignInStopped, VNeIDAdapter
from motcua.integrations.vneid.sign_in import HOME, door, log, refused, safe
from motcua.platform.clock.now import now
from motcua.platform.principal import NOBODY, acting_as
from motcua.web.routes import public

BACKEND = "motcua.identity.backends.PrincipalBackend"


@public
@never_cache
@own_transactions
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider; a mere link leads to the page with the button."""
    if request.method == "GET":
        return door(request, request.GET.get("next", HOME))
    return_to = safe(request, request.POST.get("next", HOME))
    try:
        return VNeIDAdapter(request, provider_id).begin(return_to)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except SignInStopped as refusal:
        return refused(request, refusal.facts["why"], return_to=return_to)


@public
@never_cache
@own_transactions
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the provider's answer: open the session of our own account, or show why not."""
    adapter, return_to = VNeIDAdapter(request, provider_id), HOME
    try:
        state = adapter.taken_state()
        return_to = safe(request, state.get("next") or HOME)
        subject = subject_from(adapter.claims(state))
        with acting_as(NOBODY):
            signed = services.sign_in_citizen(subject, now=now())
            found = queries.principal_data(signed.account_id, now().date())
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except SignInStopped as refusal:
        return refused(request, refusal.facts["why"], return_to=return_to)
    except services.IdentityDiffers:
        return refused(request, "differs", return_to=return_to)
    except services.SignInRefused:
        return refused(request, "closed", return_to=return_to)
    if found is None:
        return refused(request, "closed", return_to=return_to)
    open_session(request, backends.account_from(found), backend=BACKEND)
    request.session["signed_in_at"] = now().isoformat()  # the time from here to submission is measured (R7.13)
    log.info("citizen.signed_in", account=signed.account_id)
    return HttpResponseRedirect(return_to)
