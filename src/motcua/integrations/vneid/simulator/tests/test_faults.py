"""Each failure that a test may order, seen from the client's side, and that none exists unordered."""

import time

import jwt
import pytest

from motcua.integrations.vneid.simulator import server
from motcua.integrations.vneid.simulator.faults import Fault

from .support import CLIENT, Browser, asked, settings_for


@pytest.fixture
def order(browser):
    """Switch on exactly these failures, over the wire as another process would."""

    def put(**switches):
        reply = browser.http.put(
            f"{browser.issuer}/_faults", json={name.replace("_", "-"): value for name, value in switches.items()}
        )
        assert reply.status_code == 200, reply.text
        return reply.json()

    return put


def id_token_of(browser, reply) -> dict:
    """The claims of the id_token, its signature checked against the published key."""
    key_set = jwt.PyJWKSet.from_dict(browser.http.get(f"{browser.issuer}/jwks.json").json())
    token = reply.json()["id_token"]
    key = key_set[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=CLIENT.client_id,
        issuer=browser.issuer,
        options={"verify_exp": False, "verify_iat": False},
    )


def test_an_ordinary_id_token_has_the_nonce_and_times_of_this_sign_in(browser, clock):
    clock.now = time.time() - 10
    code, chosen_at = browser.code(), int(clock.now)
    clock.now += 5

    said = id_token_of(browser, browser.exchange(code))

    assert said["nonce"] == asked()["nonce"]
    assert said["auth_time"] == chosen_at
    assert said["iat"] == int(clock.now)
    assert said["exp"] == said["iat"] + 300


def test_wrong_nonce(browser, order):
    order(wrong_nonce=True)

    assert id_token_of(browser, browser.exchange(browser.code()))["nonce"] != asked()["nonce"]


def test_wrong_signature(browser, order):
    order(wrong_signature=True)

    with pytest.raises(jwt.InvalidSignatureError):
        id_token_of(browser, browser.exchange(browser.code()))


def test_an_error_500_at_the_token_leaves_the_code_good_for_another_try(browser, order):
    code = browser.code()
    order(token_500=True)
    assert browser.exchange(code).status_code == 500
    order()
    assert browser.exchange(code).status_code == 200


def test_a_level_1_account(browser, order):
    order(level_1=True)
    reply = browser.exchange(browser.code())

    assert id_token_of(browser, reply)["acr"] == "LoA1"
    assert browser.user_info(reply.json()["access_token"]).json()["accountLevel"] == 1


def test_a_changed_name_keeps_subject_and_number(browser, order):
    before = browser.user_info(browser.exchange(browser.code()).json()["access_token"]).json()
    order(changed_name=True)
    after = browser.user_info(browser.exchange(browser.code()).json()["access_token"]).json()

    assert {name for name in before if before[name] != after[name]} == {"fullName"}


def test_an_expired_code(browser, order):
    order(expired_code=True)
    reply = browser.exchange(browser.code())

    assert (reply.status_code, reply.json()["error_description"]) == (400, "the code is too old")


def test_another_subject_at_user_info(browser, order):
    order(other_subject=True)
    reply = browser.exchange(browser.code())

    assert id_token_of(browser, reply)["sub"] != browser.user_info(reply.json()["access_token"]).json()["sub"]


def test_drift_sends_numbers_as_text_and_an_unknown_field(browser, order):
    order(drift=True)
    said = browser.user_info(browser.exchange(browser.code()).json()["access_token"]).json()

    assert (said["accountType"], said["accountLevel"]) == ("1", "2")
    assert said["unknownNewField"] is None


def test_slow_holds_back_what_programs_ask_and_not_what_people_see(simulator, browser, order):
    waited = []
    simulator.provider.sleep = waited.append
    order(slow=7.5)

    browser.exchange(browser.code())
    assert waited == [7.5]
    browser.http.get(f"{browser.issuer}/jwks.json")
    assert waited == [7.5, 7.5]


def test_clearing_switches_everything_off(browser, order):
    assert sum(map(bool, order(drift=True, slow=1).values())) == 2

    cleared = browser.http.delete(f"{browser.issuer}/_faults").json()

    assert cleared == dict.fromkeys([fault.value for fault in Fault], False)


@pytest.mark.parametrize("body", [{"no-such": True}, {"slow": True}, {"slow": -1}, {"slow": "x"}, [], None])
def test_an_order_that_makes_no_sense_changes_nothing(browser, order, body):
    order(drift=True)

    assert browser.http.put(f"{browser.issuer}/_faults", json=body).status_code == 400
    assert browser.http.get(f"{browser.issuer}/_faults").json()["drift"] is True


def test_without_the_flag_there_are_no_faults_to_order(key_folder):
    with server.running(lambda issuer: settings_for(issuer, key_folder)) as simulator:
        browser = Browser(simulator.issuer)
        with browser.http:
            assert browser.http.put(f"{simulator.issuer}/_faults", json={"drift": True}).status_code == 404
            assert browser.http.get(f"{simulator.issuer}/_faults").status_code == 404
            assert browser.exchange(browser.code()).status_code == 200
