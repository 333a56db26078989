"""Somebody else's OpenID Connect client (Authlib) signs people in, knowing only the issuer's address."""

import time
from types import SimpleNamespace
from urllib.parse import parse_qsl

import pytest
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client import OAuth
from django.test import RequestFactory
from joserfc.errors import JoseError

from motcua.integrations.vneid.simulator import server
from motcua.integrations.vneid.simulator.claims import NAMES, ORGANISATION_NAMES

from .support import CLIENT, LOGOUT_URI, REDIRECT_URI, TIEN, settings_for


@pytest.fixture
def simulator(key_folder):
    # The library reads the real clock, so this simulator does too.
    with server.running(lambda issuer: settings_for(issuer, key_folder, allow_faults=True), clock=time.time) as running:
        yield running


@pytest.fixture(params=["client_secret_basic", "client_secret_post"])
def stranger(request, simulator):
    client_kwargs = {
        "scope": "openid profile email",
        "code_challenge_method": "S256",
        "token_endpoint_auth_method": request.param,
    }
    return OAuth().register(
        "vneid",
        client_id=CLIENT.client_id,
        client_secret=CLIENT.secret,
        server_metadata_url=f"{simulator.issuer}/.well-known/openid-configuration",
        client_kwargs=client_kwargs,
    )


def sign_in(stranger, account: str) -> tuple[dict, dict]:
    """Return the token reply, with the claims of its checked id_token under `userinfo`, and the user-info reply."""
    callback = come_back(stranger, {"account": account})
    token = stranger.authorize_access_token(callback)
    return token, dict(stranger.userinfo(token=token))


def come_back(stranger, pressed: dict[str, str]):
    """Go to the page the library points to, press a button there, and arrive at the client's address."""
    session: dict[str, object] = {}
    leaving = SimpleNamespace(session=session)
    address = stranger.authorize_redirect(leaving, REDIRECT_URI)["Location"]
    page, _, query = address.partition("?")
    assert requests.get(address, timeout=5).status_code == 200
    pressed_there = requests.post(page, data=dict(parse_qsl(query)) | pressed, allow_redirects=False, timeout=5)
    callback = RequestFactory().get(pressed_there.headers["Location"])
    callback.session = session
    return callback


def test_a_strangers_client_signs_a_person_in_and_both_replies_say_the_same(stranger, simulator):
    token, user_info = sign_in(stranger, TIEN)

    assert token["token_type"] == "Bearer"
    assert token["expires_in"] == 300
    said = token["userinfo"]
    assert set(said) == {"iss", "aud", "iat", "exp", "auth_time", "nonce", "acr", *NAMES}
    assert said["iss"] == simulator.issuer
    assert said["aud"] == CLIENT.client_id
    assert said["acr"] == "LoA2"
    assert user_info == {name: said[name] for name in NAMES}
    assert user_info | {"sub": None} == {
        "sub": None,
        "citizenPid": "031092999001",
        "fullName": "Phạm Văn Tiến",
        "birthDate": "1992-03-14",
        "accountType": 1,
        "accountLevel": 2,
    }
    assert "031092999001" not in user_info["sub"]


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("ca-nhan.vu-thi-tuyet", {"birthDate": "1941"}),
        ("ca-nhan.k-brin", {"fullName": "K'Brin"}),
        ("ca-nhan.luong-thi-cuc", {"fullName": "LƯƠNG THỊ CÚC"}),
        ("ca-nhan.nguyen-hoang-phuc", {"accountLevel": 1}),
    ],
)
def test_unusual_people_come_through_as_they_are(stranger, account, expected):
    _, user_info = sign_in(stranger, account)

    assert {name: user_info[name] for name in expected} == expected
    assert set(user_info) == set(NAMES)


def test_an_enterprises_account_names_the_enterprise_beside_the_one_who_acts_for_it(stranger):
    _, legal = sign_in(stranger, "to-chuc.vat-lieu-mau-duong-kinh")
    _, employee = sign_in(stranger, "to-chuc.vat-lieu-mau-duong-kinh.bui-van-nam")

    assert set(legal) == {*NAMES, *ORGANISATION_NAMES}
    assert (legal["accountType"], legal["citizenPid"], legal["MaSoThue"]) == (2, "031085999013", "0209999016")
    assert [employee[name] for name in ORGANISATION_NAMES] == [legal[name] for name in ORGANISATION_NAMES]
    assert (employee["citizenPid"], employee["fullName"]) == ("031075999006", "Bùi Văn Nam")
    assert employee["sub"] != legal["sub"]


def test_a_level_1_account_says_so_in_acr(stranger):
    token, _ = sign_in(stranger, "ca-nhan.nguyen-hoang-phuc")

    assert token["userinfo"]["acr"] == "LoA1"


def test_a_person_and_the_enterprise_he_represents_are_two_subjects_with_one_number(stranger):
    _, person = sign_in(stranger, "ca-nhan.dang-quang-huy")
    _, enterprise = sign_in(stranger, "to-chuc.vat-lieu-mau-duong-kinh")

    assert person["citizenPid"] == enterprise["citizenPid"]
    assert person["sub"] != enterprise["sub"]


def test_the_subject_is_the_same_at_the_next_sign_in(stranger):
    assert sign_in(stranger, TIEN)[1]["sub"] == sign_in(stranger, TIEN)[1]["sub"]


def test_declining_reaches_the_client_as_access_denied(stranger):
    callback = come_back(stranger, {"refuse": "1"})

    with pytest.raises(OAuthError) as refused:
        stranger.authorize_access_token(callback)
    assert refused.value.error == "access_denied"


@pytest.mark.parametrize("fault", ["wrong-nonce", "wrong-signature"])
def test_the_library_catches_a_forged_id_token(stranger, simulator, fault):
    simulator.provider.faults.replace({fault: True})
    callback = come_back(stranger, {"account": TIEN})

    with pytest.raises((JoseError, OAuthError, ValueError)) as caught:
        stranger.authorize_access_token(callback)
    assert "nonce" in str(caught.value) or "signature" in str(caught.value).lower()


def test_the_library_signs_out_and_the_access_token_dies(stranger):
    token, _ = sign_in(stranger, TIEN)

    leaving = SimpleNamespace(session={})
    address = stranger.logout_redirect(leaving, LOGOUT_URI, id_token_hint=token["id_token"])["Location"]
    went = requests.get(address, allow_redirects=False, timeout=5)

    assert went.status_code == 303
    assert went.headers["Location"].startswith(f"{LOGOUT_URI}?state=")
    with pytest.raises(requests.HTTPError, match="401"):
        stranger.userinfo(token=token)
