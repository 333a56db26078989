"""The standard face: the endpoints of an OpenID Connect provider, each a function of (provider, request)."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

import jwt

from . import claims, clients, keys, pages, people, wire
from .authorization import NoSafeReturn, SentBack, SignInRequest, judge
from .faults import Fault
from .grants import CodeRefused, Grant, TokenRefused
from .provider import Provider
from .wire import Request, Response

ID_TOKEN_SECONDS = 300

Handler = Callable[[Provider, Request], Response]


def discovery(provider: Provider, _: Request) -> Response:
    """OpenID Connect Discovery 1.0: where everything is and what is supported."""
    issuer = provider.settings.issuer
    return wire.json_response(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks.json",
            "end_session_endpoint": f"{issuer}/logout",
            "scopes_supported": ["openid"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [keys.ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": list(claims.ACR_VALUES),
            "claims_supported": [
                "iss",
                "aud",
                "exp",
                "iat",
                "nonce",
                "auth_time",
                "acr",
                *claims.NAMES,
                *claims.ORGANISATION_NAMES,
            ],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "ui_locales_supported": ["vi"],
        }
    )


def published_keys(provider: Provider, _: Request) -> Response:
    return wire.json_response({"keys": [provider.key.public_jwk()]})


def ask(provider: Provider, request: Request) -> Response:
    """GET /authorize, and POST of the same parameters: show the people to choose from."""
    return _with_judged(provider, request.query, lambda asked: _choice(provider, asked, dict(request.query)))


def answer(provider: Provider, request: Request) -> Response:
    """POST /authorize: somebody was chosen, or the person declined."""
    sent = dict(request.form)

    def decide(asked: SignInRequest) -> Response:
        if "refuse" in sent:
            raise asked.refused()
        if "account" not in sent:
            return _choice(provider, asked, sent)
        account = provider.account(sent["account"])
        if account is None:
            return _choice(provider, asked, {}, problem="Người này không còn trong danh sách. Chọn lại giúp.")
        grant = Grant(
            account, asked.client.client_id, asked.redirect_uri, provider.clock(), asked.nonce, asked.challenge
        )
        return wire.redirect(asked.answer(code=provider.grants.issue(grant)))

    return _with_judged(provider, request.form, decide)


def token(provider: Provider, request: Request) -> Response:
    """Exchange a code. Only a form is read: VNeID answers 415 to JSON, whatever its own document says."""
    if request.content_type != wire.FORM:
        return wire.error(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "invalid_request", f"send {wire.FORM}")
    if provider.faults.on(Fault.TOKEN_500):
        return wire.error(HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", "fault token-500 is on")
    form = wire.single(request.form)
    try:
        client = clients.authenticate(provider.settings.clients, request.authorization, form)
    except clients.AskedTwice:
        return wire.error(HTTPStatus.BAD_REQUEST, "invalid_request", "use one way of client authentication")
    except clients.ClientRefused:
        challenge = (("WWW-Authenticate", 'Basic realm="vneid"'),) if request.authorization else ()
        return wire.error(HTTPStatus.UNAUTHORIZED, "invalid_client", "client authentication failed", challenge)
    for name in ("grant_type", "code", "redirect_uri"):
        if not form.get(name):
            return wire.error(HTTPStatus.BAD_REQUEST, "invalid_request", f"{name} is missing")
    if form["grant_type"] != "authorization_code":
        return wire.error(HTTPStatus.BAD_REQUEST, "unsupported_grant_type", "only authorization_code is known")
    return _exchange(provider, client, form)


def user_info(provider: Provider, request: Request) -> Response:
    """GET or POST with a bearer token in the header; a body is not looked at."""
    scheme, _, credentials = (request.authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        return _no_token('Bearer realm="vneid"', "send the access token as Bearer")
    try:
        grant = provider.grants.holder(credentials.strip(), now=provider.clock())
    except TokenRefused:
        return _no_token('Bearer realm="vneid", error="invalid_token"', "the access token is unknown, old or revoked")
    account = grant.account
    if provider.faults.on(Fault.OTHER_SUBJECT):
        account = next(other for other in provider.accounts if other.person != account.person)
    return wire.json_response(claims.claims_of(account, provider.faults))


def log_out(provider: Provider, request: Request) -> Response:
    """End the session (RP-Initiated Logout 1.0): revoke the client's tokens, then go where it registered."""
    sent = wire.single(request.form if request.method == "POST" else request.query)
    subject = None
    if sent.get("id_token_hint"):
        try:
            hint = provider.key.read(sent["id_token_hint"], issuer=provider.settings.issuer)
        except jwt.InvalidTokenError:
            return pages.refusal("Yêu cầu đăng xuất mang một thẻ không do chúng tôi cấp.", "id_token_hint")
        subject = hint["sub"]
        if sent.setdefault("client_id", str(hint["aud"])) != hint["aud"]:
            return pages.refusal("Yêu cầu đăng xuất ghi hai ứng dụng khác nhau.", "client_id, id_token_hint")
    client = next((one for one in provider.settings.clients if one.client_id == sent.get("client_id")), None)
    target = sent.get("post_logout_redirect_uri")
    if target and (client is None or target not in client.logout_uris):
        return pages.refusal(
            "Địa chỉ quay về sau khi đăng xuất chưa được đăng ký.", f"post_logout_redirect_uri: {target}"
        )
    if client and subject:
        for account in provider.accounts:
            if claims.subject_of(account) == subject:
                provider.grants.end(account.key, client_id=client.client_id)
    if not target:
        return pages.signed_out()
    return wire.redirect(wire.with_query(target, {"state": sent["state"]} if sent.get("state") else {}))


def _with_judged(
    provider: Provider, pairs: Sequence[tuple[str, str]], then: Callable[[SignInRequest], Response]
) -> Response:
    try:
        return then(judge(pairs, provider.settings.clients))
    except NoSafeReturn as refused:
        return pages.refusal(refused.sentence, refused.detail)
    except SentBack as refused:
        return wire.redirect(refused.location)


def _choice(provider: Provider, asked: SignInRequest, sent: dict[str, str], problem: str = "") -> Response:
    sought = " ".join(sent.get("q", "").split())[:100]
    found = people.search(provider.accounts, sought)
    return pages.choice(asked, found, total=len(provider.accounts), sought=sought, problem=problem)


def _exchange(provider: Provider, client: clients.Client, form: dict[str, str]) -> Response:
    now = provider.clock()
    try:
        grant, access_token = provider.grants.redeem(
            form["code"],
            client_id=client.client_id,
            redirect_uri=form["redirect_uri"],
            verifier=form.get("code_verifier") or None,
            now=now + provider.grants.code_seconds if provider.faults.on(Fault.EXPIRED_CODE) else now,
        )
    except CodeRefused as refused:
        return wire.error(HTTPStatus.BAD_REQUEST, "invalid_grant", str(refused))
    return wire.json_response(
        {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": int(provider.grants.token_seconds),
            "scope": "openid",
            "id_token": _id_token(provider, grant, now),
        }
    )


def _id_token(provider: Provider, grant: Grant, now: float) -> str:
    said: dict[str, object] = {
        "iss": provider.settings.issuer,
        "aud": grant.client_id,
        "iat": int(now),
        "exp": int(now) + ID_TOKEN_SECONDS,
        "auth_time": int(grant.at),
        "acr": claims.acr_of(grant.account, provider.faults),
        **claims.claims_of(grant.account, provider.faults),
    }
    if provider.faults.on(Fault.WRONG_NONCE):
        said["nonce"] = "not-the-nonce-you-sent"
    elif grant.nonce is not None:
        said["nonce"] = grant.nonce
    if provider.faults.on(Fault.WRONG_SIGNATURE):
        return provider.forged_key().sign(said, key_id=provider.key.key_id)
    return provider.key.sign(said)


def _no_token(challenge: str, description: str) -> Response:
    return wire.error(HTTPStatus.UNAUTHORIZED, "invalid_token", description, (("WWW-Authenticate", challenge),))


ROUTES: dict[str, dict[str, Handler]] = {
    "/.well-known/openid-configuration": {"GET": discovery},
    "/jwks.json": {"GET": published_keys},
    "/authorize": {"GET": ask, "POST": answer},
    "/token": {"POST": token},
    "/userinfo": {"GET": user_info, "POST": user_info},
    "/logout": {"GET": log_out, "POST": log_out},
}
SLOWED = ("/.well-known/openid-configuration", "/jwks.json", "/token", "/userinfo")  # what programs ask, not people
