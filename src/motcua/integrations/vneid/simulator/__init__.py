"""A small, real OpenID Connect provider that stands in for VNeID, with invented people only.

It speaks OpenID Connect Core 1.0 (authorization code flow), PKCE (RFC 7636), bearer tokens
(RFC 6750) and RP-Initiated Logout 1.0 on a port of its own, so that sign-in is exercised over the
wire and not through a test double. There is no password: whoever opens the page picks a person.
Because of that the people file may hold only plainly invented numbers, see `people.load`.

What VNeID says about a person is described in `claims`. VNeID's own encrypted variant (the code,
token and user-info replies wrapped in RSA and AES) is a second face still to come: it will mount
its routes beside `openid.ROUTES` and share `people`, `grants`, `keys` and `faults`.

    python -m motcua.integrations.vneid.simulator --port 8010 --data var/vneid \
        --client-id motcua --client-secret … --redirect-uri http://127.0.0.1:8000/…/callback/
"""
