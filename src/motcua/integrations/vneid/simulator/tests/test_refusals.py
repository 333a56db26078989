"""Everything the provider must say no to, over the wire, and that the no leaves nothing behind."""

import base64
import json
import threading

import pytest

from .support import CLIENT, LOGOUT_URI, OTHER, REDIRECT_URI, TIEN, VERIFIER, asked, returned


def assert_invalid_grant(reply):
    assert reply.status_code == 400
    assert reply.json()["error"] == "invalid_grant"
    assert "access_token" not in reply.text


# The code


def test_a_second_use_of_a_code_is_refused_and_revokes_the_first_token(browser):
    code = browser.code()
    token = browser.exchange(code).json()["access_token"]
    assert browser.user_info(token).status_code == 200

    assert_invalid_grant(browser.exchange(code))

    refused = browser.user_info(token)
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]


def test_a_late_second_use_still_revokes_after_others_have_signed_in(browser, clock):
    code = browser.code()
    token = browser.exchange(code).json()["access_token"]
    clock.now += 120
    browser.code("ca-nhan.do-thi-hanh")
    assert browser.user_info(token).status_code == 200

    assert_invalid_grant(browser.exchange(code))
    assert browser.user_info(token).status_code == 401


def test_a_thief_with_the_code_but_not_the_secret_cannot_spend_or_revoke_it(browser):
    code = browser.code()

    assert browser.exchange(code, client_secret="guess").status_code == 401
    assert browser.exchange(code, client_id=OTHER.client_id, client_secret=OTHER.secret).status_code == 400

    assert browser.exchange(code).status_code == 200


def test_of_twenty_exchanges_at_once_one_at_most_gets_a_token(browser):
    code, replies = browser.code(), []
    callers = [threading.Thread(target=lambda: replies.append(browser.exchange(code).status_code)) for _ in range(20)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert sorted(replies) == [200] + [400] * 19


@pytest.mark.parametrize(("seconds", "status"), [(29.9, 200), (30, 400), (3600, 400)])
def test_a_code_lives_thirty_seconds(browser, clock, seconds, status):
    code = browser.code()
    clock.now += seconds

    assert browser.exchange(code).status_code == status


def test_an_invented_code_is_refused(browser):
    assert_invalid_grant(browser.exchange("invented"))


def test_a_code_is_good_only_for_the_address_it_was_sent_to(browser):
    assert_invalid_grant(browser.exchange(browser.code(), redirect_uri=REDIRECT_URI + "/"))


@pytest.mark.parametrize("verifier", [None, "", "short", "b" * 43, VERIFIER + "x", "a" * 129, "ấ" * 43])
def test_a_wrong_or_missing_verifier_is_refused_and_spends_the_code(browser, verifier):
    code = browser.code()

    assert_invalid_grant(browser.exchange(code, code_verifier=verifier))
    assert_invalid_grant(browser.exchange(code))


def test_a_verifier_without_a_challenge_is_refused(browser):
    code = browser.code(code_challenge=None, code_challenge_method=None)

    assert_invalid_grant(browser.exchange(code))


def test_pkce_is_not_forced_upon_a_client_that_has_a_secret(browser):
    code = browser.code(code_challenge=None, code_challenge_method=None)

    assert browser.exchange(code, code_verifier=None).status_code == 200


# The token endpoint


def test_json_is_refused_with_415_and_the_code_stays_good(browser):
    code = browser.code()
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}

    refused = browser.http.post(f"{browser.issuer}/token", json=fields, auth=(CLIENT.client_id, CLIENT.secret))

    assert refused.status_code == 415
    assert refused.json()["error"] == "invalid_request"
    assert browser.exchange(code).status_code == 200


@pytest.mark.parametrize(("client_id", "secret"), [("motcua", "wrong"), ("motcua", ""), ("nobody", CLIENT.secret)])
def test_a_wrong_secret_is_refused_in_both_ways_of_showing_it(browser, client_id, secret):
    in_form = browser.exchange(browser.code(), client_id=client_id, client_secret=secret)
    assert (in_form.status_code, in_form.json()["error"]) == (401, "invalid_client")
    assert "WWW-Authenticate" not in in_form.headers

    in_header = browser.http.post(f"{browser.issuer}/token", data={"code": "x"}, auth=(client_id, secret))
    assert (in_header.status_code, in_header.json()["error"]) == (401, "invalid_client")
    assert in_header.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Basic " + base64.b64encode(b"\xff\xfe").decode(), "Digest a"]
)
def test_an_unreadable_authorization_header_is_a_failed_proof(browser, header):
    reply = browser.http.post(f"{browser.issuer}/token", data={"code": "x"}, headers={"Authorization": header})

    assert reply.status_code == 401


def test_proving_oneself_twice_is_refused(browser):
    fields = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code_verifier": VERIFIER}
    fields |= {"code": browser.code(), "client_id": CLIENT.client_id}
    token = f"{browser.issuer}/token"
    proof = (CLIENT.client_id, CLIENT.secret)

    twice = browser.http.post(token, data=fields | {"client_secret": CLIENT.secret}, auth=proof)
    assert (twice.status_code, twice.json()["error"]) == (400, "invalid_request")

    assert browser.http.post(token, data=fields | {"client_id": OTHER.client_id}, auth=proof).status_code == 401
    assert browser.http.post(token, data=fields, auth=proof).status_code == 200


def test_the_secret_may_come_form_encoded_as_the_standard_asks(browser):
    encoded = base64.b64encode(b"motcua:mot-cua%2Bthu%2F1%3A1%252B").decode()
    fields = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, "code_verifier": VERIFIER}

    reply = browser.http.post(
        f"{browser.issuer}/token",
        data=fields | {"code": browser.code()},
        headers={"Authorization": f"Basic {encoded}"},
    )

    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"code": None}, "invalid_request"),
        ({"redirect_uri": None}, "invalid_request"),
    ],
)
def test_an_incomplete_exchange_is_refused_by_name(browser, changed, error):
    code = browser.code()
    reply = browser.exchange(**({"code": code} | changed) if "code" in changed else {"code": code, **changed})

    assert (reply.status_code, reply.json()["error"]) == (400, error)


def test_a_repeated_field_is_refused(browser):
    body = [("code", "a"), ("code", "b"), ("client_id", CLIENT.client_id), ("client_secret", CLIENT.secret)]

    assert browser.http.post(f"{browser.issuer}/token", data=body).status_code == 400


def test_nothing_about_tokens_may_be_kept_by_a_cache(browser):
    reply = browser.exchange(browser.code())

    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Pragma"] == "no-cache"


# The user-info endpoint


def test_user_info_answers_get_and_post_alike(browser):
    token = browser.exchange(browser.code()).json()["access_token"]

    assert browser.user_info(token, "GET").json() == browser.user_info(token, "POST").json()


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer nonsense", "Basic abc", "bearer  "])
def test_user_info_without_a_live_token_tells_nothing(browser, header):
    reply = browser.http.get(f"{browser.issuer}/userinfo", headers={"Authorization": header} if header else {})

    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert set(reply.json()) == {"error", "error_description"}


def test_an_access_token_lives_five_minutes(browser, clock):
    token = browser.exchange(browser.code()).json()["access_token"]
    clock.now += 299
    assert browser.user_info(token).status_code == 200
    clock.now += 1
    assert browser.user_info(token).status_code == 401


# The request to sign in


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": None},
        {"client_id": "nobody"},
        {"redirect_uri": None},
        {"redirect_uri": REDIRECT_URI + "&x=1"},
        {"redirect_uri": REDIRECT_URI.upper()},
        {"redirect_uri": "http://127.0.0.1:18189/callback"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": OTHER.redirect_uris[0]},
    ],
)
def test_an_unproven_client_or_address_is_told_on_the_page_and_sent_nowhere(browser, changed):
    for reply in (browser.ask(**changed), browser.choose(**changed)):
        assert reply.status_code == 400
        assert "Location" not in reply.headers
        assert "Chưa đăng nhập được" in reply.text


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "openidx"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
        ({"request": "eyJ"}, "request_not_supported"),
        ({"request_uri": "https://a.example/r"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "too-short"}, "invalid_request"),
        ({"nonce": "n" * 1001}, "invalid_request"),
    ],
)
def test_a_wrong_request_goes_back_to_the_client_with_its_state(browser, changed, error):
    for reply in (browser.ask(**changed), browser.choose(**changed)):
        came_back = returned(reply)
        assert came_back["error"] == error
        assert came_back["state"] == asked()["state"]
        assert "code" not in came_back


@pytest.mark.parametrize("state", ["x" * 1001, "trạng thái"])
def test_a_state_that_could_not_travel_is_refused_and_not_repeated(browser, state):
    came_back = returned(browser.ask(state=state))

    assert came_back["error"] == "invalid_request"
    assert "state" not in came_back


def test_a_repeated_parameter_is_refused(browser):
    address = f"{browser.issuer}/authorize"
    twice = [*asked().items(), ("nonce", "other")]

    assert returned(browser.http.get(address, params=twice, allow_redirects=False))["error"] == "invalid_request"

    two_homes = [*asked().items(), ("redirect_uri", "https://evil.example/")]
    refused = browser.http.get(address, params=two_homes, allow_redirects=False)
    assert refused.status_code == 400
    assert "Location" not in refused.headers


def test_unknown_parameters_and_scopes_are_ignored(browser):
    assert browser.ask(scope="openid profile email", utm_source="zalo").status_code == 200


def test_state_and_nonce_are_not_forced_upon_a_client(browser):
    came_back = returned(browser.choose(state=None, nonce=None))

    assert set(came_back) == {"from", "code"}


def test_a_person_who_is_not_on_the_list_is_asked_again(browser):
    reply = browser.choose("ca-nhan.khong-co")

    assert reply.status_code == 400
    assert 'role="alert"' in reply.text
    assert "Phạm Văn Tiến" in reply.text


# Signing out


def test_signing_out_revokes_only_that_persons_tokens(browser):
    his, hers = (browser.exchange(browser.code(key)).json() for key in (TIEN, "ca-nhan.do-thi-hanh"))

    reply = browser.http.get(f"{browser.issuer}/logout", params={"id_token_hint": his["id_token"]})

    assert "Bạn đã đăng xuất" in reply.text
    assert browser.user_info(his["access_token"]).status_code == 401
    assert browser.user_info(hers["access_token"]).status_code == 200


def test_signing_out_works_with_an_expired_id_token_and_returns_the_state(browser, clock):
    kept = browser.exchange(browser.code()).json()
    clock.now += 86_400
    fields = {"id_token_hint": kept["id_token"], "post_logout_redirect_uri": LOGOUT_URI, "state": "s 1"}

    reply = browser.http.post(f"{browser.issuer}/logout", data=fields, allow_redirects=False)

    assert (reply.status_code, reply.headers["Location"]) == (303, f"{LOGOUT_URI}?state=s+1")


@pytest.mark.parametrize(
    "changed",
    [
        {"post_logout_redirect_uri": "https://evil.example/"},
        {"post_logout_redirect_uri": LOGOUT_URI, "id_token_hint": None},
        {"post_logout_redirect_uri": LOGOUT_URI, "client_id": OTHER.client_id},
        {"id_token_hint": "eyJhbGciOiJub25lIn0.e30."},
        {"id_token_hint": "rubbish"},
    ],
)
def test_signing_out_never_sends_anybody_to_an_unproven_address(browser, changed):
    token = browser.exchange(browser.code()).json()
    fields = {"id_token_hint": token["id_token"]} | changed

    reply = browser.http.get(f"{browser.issuer}/logout", params=fields, allow_redirects=False)

    assert reply.status_code == 400
    assert "Location" not in reply.headers
    assert browser.user_info(token["access_token"]).status_code == 200


# The wire itself


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/token", 405),
        ("PUT", "/authorize", 405),
        ("OPTIONS", "/userinfo", 405),
        ("GET", "/nothing", 404),
        ("GET", "/static/../people.yaml", 404),
        ("HEAD", "/.well-known/openid-configuration", 200),
    ],
)
def test_methods_and_paths_that_do_not_exist(browser, method, path, status):
    reply = browser.http.request(method, f"{browser.issuer}{path}")

    assert reply.status_code == status
    assert ("Allow" in reply.headers) == (status == 405)
    assert not (method == "HEAD" and reply.content)


def test_a_huge_or_broken_body_is_refused(browser):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    token = f"{browser.issuer}/token"

    assert browser.http.post(token, data=b"a=%FF", headers=form).status_code == 400
    assert browser.http.post(token, data=b"a=" + b"x" * 70_000, headers=form).status_code == 413
    assert browser.http.post(token, data="&".join("a" * n for n in range(100)), headers=form).status_code == 400
    assert browser.http.post(token, data=iter([b"a=1"]), headers=form).status_code == 411
    assert browser.http.get(f"{browser.issuer}/authorize?state=%FF").status_code == 400


def test_refusals_are_json_that_a_program_can_read(browser):
    assert json.loads(browser.exchange("invented").text)["error_description"] == "the code is unknown"
