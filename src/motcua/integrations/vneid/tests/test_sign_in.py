"""A citizen signs in with VNeID: the real simulator on its port, a browser between it and our pages."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
import structlog
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.conf import settings as django_settings
from django.test import Client as Browser
from django.urls import reverse

from motcua.identity.models import Account, Organisation, Person
from motcua.integrations.vneid import sign_in
from motcua.integrations.vneid.simulator import server
from motcua.integrations.vneid.simulator.clients import Client
from motcua.integrations.vneid.simulator.provider import Settings
from motcua.platform import events

pytestmark = pytest.mark.django_db
BEGIN = "/tai-khoan/vneid/oidc/vneid/login/"
CALLBACK = f"{BEGIN}callback/"
TIEN = "ca-nhan.pham-van-tien"
HUY, HUY_ENTERPRISE = "ca-nhan.dang-quang-huy", "to-chuc.vat-lieu-mau-duong-kinh"
NAM_ENTERPRISE = f"{HUY_ENTERPRISE}.bui-van-nam"
CLIENT = Client("motcua", "mot-cua+thu/1", (f"http://testserver{CALLBACK}",))


@pytest.fixture(scope="module")
def vneid(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vneid") / "data"
    with server.running(lambda issuer: Settings(issuer, (CLIENT,), folder, allow_faults=True)) as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def house(vneid, settings):
    """Our side, asking the database as the web role does."""
    vneid.provider.faults.replace({})
    settings.VNEID_ISSUER = vneid.issuer
    settings.SOCIALACCOUNT_PROVIDERS = providers(vneid.issuer)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.DB_STEP_DOWN_TO = "motcua_web"


def providers(issuer):
    (app,) = django_settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    app = app | {
        "client_id": CLIENT.client_id,
        "secret": CLIENT.secret,
        "settings": {"server_url": f"{issuer}/.well-known/openid-configuration"},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def asked_of(browser, **sent):
    """Press the button; return the address the browser is sent to."""
    answer = browser.post(BEGIN, sent)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def chosen(address, account=TIEN, **pressed):
    """Choose an account on the provider's page; return the address it sends the browser back to."""
    asked = dict(parse_qsl(urlsplit(address).query))
    page = address.partition("?")[0]
    reply = requests.post(page, data=asked | ({} if pressed else {"account": account}) | pressed, allow_redirects=False)
    assert reply.status_code == 303, reply.text
    return reply.headers["Location"].removeprefix("http://testserver")


def come_in(browser, account=TIEN, **sent):
    return browser.get(chosen(asked_of(browser, **sent), account))


def signed_in(browser):
    return browser.get("/tai-khoan/").status_code == 200


def why(answer):
    assert "vneid/refused.html" in [t.name for t in answer.templates]
    return answer.context["why"]


def test_a_citizen_comes_in_and_goes_where_he_wanted():
    browser = Browser()

    answer = come_in(browser, next="/tra-cuu/")

    assert (answer.status_code, answer.url) == (302, "/tra-cuu/")
    account = Account.objects.get()
    assert (account.kind, account.source, account.level) == ("citizen", "vneid", 2)
    assert account.person.full_name == "Phạm Văn Tiến"
    assert account.person.personal_number == "031092999001"
    assert "Phạm Văn Tiến" in browser.get("/tai-khoan/").content.decode()
    assert [e.name for e in events.history(("account", account.id))] == ["AccountOpened", "SignedIn"]


def test_the_way_out_carries_state_nonce_and_challenge_new_each_time_and_asks_only_for_openid():
    browser = Browser()
    one, other = (parse_qs(urlsplit(asked_of(browser)).query) for _ in range(2))

    assert one["scope"] == ["openid"]
    assert one["code_challenge_method"] == ["S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name][0]) >= 16
        assert one[name] != other[name]


def test_a_link_alone_never_begins_a_sign_in():
    answer = Browser().get(f"{BEGIN}?next=/ho-so/")

    assert (answer.status_code, answer.url) == (302, "/dang-nhap/?next=%2Fho-so%2F")


def test_the_button_needs_a_token_of_ours():
    assert Browser(enforce_csrf_checks=True).post(BEGIN, {}).status_code == 403


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"])
def test_nobody_is_sent_to_an_address_of_somebody_else(elsewhere):
    assert come_in(Browser(), next=elsewhere).url == "/"
    assert "evil" not in Browser().get(BEGIN, {"next": elsewhere}).url


def test_who_declines_is_told_so_and_may_try_again():
    browser = Browser()

    answer = browser.get(chosen(asked_of(browser, next="/ho-so/"), refuse="1"))

    assert (answer.status_code, why(answer)) == (403, "declined")
    assert 'href="/dang-nhap/?next=/ho-so/"' in answer.content.decode()
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("fault", "said", "status"),
    [
        ("wrong-nonce", "untrusted", 403),
        ("wrong-signature", "untrusted", 403),
        ("other-subject", "untrusted", 403),
        ("level-1", "level", 403),
        ("token-500", "provider", 503),
        ("expired-code", "provider", 503),
    ],
)
def test_an_answer_that_does_not_hold_signs_nobody_in(vneid, fault, said, status):
    browser = Browser()
    vneid.provider.faults.replace({fault: True})

    answer = come_in(browser)

    assert (why(answer), answer.status_code) == (said, status)
    assert not signed_in(browser)
    assert not Account.objects.exists()
    assert not Person.objects.exists()


def test_numbers_sent_as_text_are_numbers_all_the_same(vneid):
    browser = Browser()
    vneid.provider.faults.replace({"drift": True})

    come_in(browser)

    assert signed_in(browser)


def test_a_person_of_level_1_is_told_where_to_get_level_2():
    answer = come_in(Browser(), "ca-nhan.nguyen-hoang-phuc")

    assert why(answer) == "level"
    assert not Person.objects.exists()


def test_the_answer_of_another_browser_or_an_old_one_is_not_taken():
    one, other = Browser(), Browser()
    back = chosen(asked_of(one))
    assert why(other.get(back)) == "expired"
    assert one.get(back).status_code == 302

    assert why(one.get(back)) == "expired"
    assert why(one.get(CALLBACK)) == "expired"


def test_another_persons_code_in_my_own_answer_is_refused():
    """Swapping the code is what the nonce and the PKCE verifier are for."""
    me, thief = Browser(), Browser()
    mine = dict(parse_qsl(urlsplit(chosen(asked_of(me))).query))
    theirs = dict(parse_qsl(urlsplit(chosen(asked_of(thief), HUY)).query))

    answer = me.get(CALLBACK, {"state": mine["state"], "code": theirs["code"]})

    assert why(answer) == "provider"
    assert not signed_in(me)


def forged(token, **said):
    head, body, _ = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "==")) | said
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in
             ({"alg": "none", "kid": json.loads(base64.urlsafe_b64decode(head + "=="))["kid"]}, told)]  # fmt: skip
    return f"{coded[0]}.{coded[1]}."


@pytest.mark.parametrize("change", ["unsigned", "audience", "issuer", "expired", "without_nonce", "missing", "garbled"])
def test_an_id_token_of_any_other_making_is_refused(vneid, monkeypatch, change):
    from motcua.integrations.vneid.simulator import openid

    make = openid._id_token

    def made(provider, grant, now):
        if change == "unsigned":
            return forged(make(provider, grant, now))
        if change == "garbled":
            return "abc"
        said = {
            "audience": {"aud": "kho-du-lieu"},
            "issuer": {"iss": "https://evil.example"},
            "expired": {"iat": int(now) - 900, "exp": int(now) - 600},
        }.get(change, {})
        import jwt

        told = jwt.decode(make(provider, grant, now), options={"verify_signature": False}) | said
        if change == "without_nonce":
            del told["nonce"]
        return provider.key.sign(told)

    monkeypatch.setattr(openid, "_id_token", made if change != "missing" else lambda *_: None)
    browser = Browser()

    answer = come_in(browser)

    assert why(answer) in ({"provider", "untrusted"} if change == "missing" else {"untrusted"})
    assert not signed_in(browser)


def test_a_provider_that_is_away_makes_a_page_and_no_error(settings):
    settings.SOCIALACCOUNT_PROVIDERS = providers("http://127.0.0.1:9")
    settings.VNEID_ISSUER = "http://127.0.0.1:9"

    answer = Browser().post(BEGIN, {"next": "/ho-so/"})

    assert (answer.status_code, why(answer)) == (503, "provider")
    assert sign_in.VNeID().is_available() is False


def test_a_provider_that_goes_away_in_the_middle_makes_a_page_and_no_error(settings):
    browser = Browser()
    back = chosen(asked_of(browser))
    settings.SOCIALACCOUNT_PROVIDERS = providers("http://127.0.0.1:9")

    answer = browser.get(back)

    assert (answer.status_code, why(answer)) == (503, "provider")


@pytest.mark.parametrize("config", [{}, [], {"authorization_endpoint": None}])
def test_a_configuration_that_makes_no_sense_makes_a_page_and_no_error(monkeypatch, config):
    from motcua.integrations.vneid.provider import VNeIDAdapter

    monkeypatch.setattr(VNeIDAdapter, "openid_config", config)

    assert why(Browser().post(BEGIN)) == "provider"


def test_a_changed_name_is_taken_over_and_recorded_as_personal_values(vneid):
    come_in(Browser())
    vneid.provider.faults.replace({"changed-name": True})

    come_in(Browser())

    account = Account.objects.get()
    assert account.person.full_name == "Phạm Văn Tiến Đổi Tên"
    corrected = [e for e in events.history(("account", account.id)) if e.name == "PersonCorrected"]
    assert [(e.payload["old_name"], e.payload["new_name"]) for e in corrected] == [
        ("Phạm Văn Tiến", "Phạm Văn Tiến Đổi Tên")
    ]
    assert events.erase(("account", account.id)) == 4
    assert list(events.verify()) == []


def test_the_number_of_somebody_known_by_another_name_is_for_a_clerk_to_look_at():
    Person.objects.create(full_name="Trần Văn Khác", personal_number="031092999001", birth_date="1992-03-14")

    answer = come_in(Browser())

    assert (answer.status_code, why(answer)) == (409, "differs")
    assert not Account.objects.exists()
    assert Person.objects.get().full_name == "Trần Văn Khác"


def test_somebody_known_by_the_same_name_and_birthday_is_that_person():
    known = Person.objects.create(full_name="PHẠM VĂN TIẾN", personal_number="031092999001", birth_date="1992-03-14")

    assert come_in(Browser()).status_code == 302

    assert Account.objects.get().person_id == known.id


def test_an_enterprises_account_is_another_account_of_the_same_person():
    himself, acting = Browser(), Browser()
    come_in(himself, HUY)
    come_in(acting, HUY_ENTERPRISE)

    assert Person.objects.get().full_name == "Đặng Quang Huy"
    own, firms = Account.objects.order_by("id")
    assert own.organisation is None
    assert (firms.organisation.code, firms.organisation.source) == ("0209999016", "vneid")
    assert [e.name for e in events.history(("account", firms.id))] == [
        "AccountOpened",
        "OrganisationJoined",
        "SignedIn",
    ]
    strip = "Đang làm việc thay mặt <strong>Công ty TNHH Vật liệu Mẫu Dương Kinh</strong>"
    assert strip in acting.get("/ho-so/").content.decode()
    assert "Đang làm việc thay mặt" not in himself.get("/ho-so/").content.decode()
    assert "0209999016" in acting.get("/tai-khoan/").content.decode()
    assert "0209999016" not in himself.get("/tai-khoan/").content.decode()


def test_one_subject_for_both_kinds_of_account_would_still_be_two_accounts_here(monkeypatch):
    """Whether the real provider keeps them apart is not known (decision 0003)."""
    from motcua.integrations.vneid.simulator import claims

    monkeypatch.setattr(claims, "subject_of", lambda _: "one-and-the-same")
    come_in(Browser(), HUY_ENTERPRISE)
    come_in(Browser(), HUY)
    come_in(Browser(), HUY_ENTERPRISE)

    assert {a.organisation_id is None for a in Account.objects.all()} == {True, False}
    assert Account.objects.count() == 2


def test_two_representatives_are_two_accounts_of_one_organisation():
    come_in(Browser(), HUY_ENTERPRISE)
    come_in(Browser(), NAM_ENTERPRISE)

    assert Organisation.objects.get().accounts.count() == 2
    assert Person.objects.count() == 2


def test_an_organisations_account_that_names_no_organisation_is_told_so_and_stays_out(vneid):
    browser = Browser()
    vneid.provider.faults.replace({"no-organisation": True})

    answer = come_in(browser, HUY_ENTERPRISE)

    assert (answer.status_code, why(answer)) == (403, "organisation")
    assert "không gửi mã số hoặc tên của tổ chức" in answer.content.decode()
    assert not signed_in(browser)
    assert not Person.objects.exists()


@pytest.mark.parametrize("kind", [None, "", 3, "tổ chức"])
def test_an_account_of_an_unknown_kind_is_nobodys(monkeypatch, kind):
    from motcua.integrations.vneid.simulator import claims

    said = claims.claims_of
    monkeypatch.setattr(claims, "claims_of", lambda account, faults: said(account, faults) | {"accountType": kind})
    browser = Browser()

    assert why(come_in(browser, HUY_ENTERPRISE)) == "kind"
    assert not signed_in(browser)


def test_an_installation_may_say_what_its_provider_calls_an_organisations_facts(tmp_path, settings, monkeypatch):
    from motcua.integrations.vneid.simulator import claims

    own = tmp_path / "claims.yaml"
    own.write_text("organisation_code: [orgId]\norganisation_name: [orgName]\n", "utf-8")
    settings.VNEID_CLAIMS = str(own)
    said = claims.claims_of
    new = {"orgId": "0209999016001", "orgName": "Chi nhánh Mẫu"}
    monkeypatch.setattr(claims, "claims_of", lambda account, faults: said(account, faults) | new)

    come_in(Browser(), HUY_ENTERPRISE)

    assert Organisation.objects.values_list("code", "name").get() == ("0209999016-001", "Chi nhánh Mẫu")


def test_a_new_name_of_an_organisation_is_taken_over_and_recorded_once(monkeypatch):
    from motcua.integrations.vneid.simulator import claims

    come_in(Browser(), HUY_ENTERPRISE)
    said = claims.claims_of
    new = {"TenDoanhNghiep": "Công ty Đổi Tên"}
    monkeypatch.setattr(claims, "claims_of", lambda account, faults: said(account, faults) | new)
    come_in(Browser(), HUY_ENTERPRISE)
    come_in(Browser(), HUY_ENTERPRISE)

    renamed = [e for e in events.history(("account", Account.objects.get().id)) if e.name == "OrganisationRenamed"]
    assert Organisation.objects.get().name == "Công ty Đổi Tên"
    assert [(e.payload["old_name"], e.payload["new_name"]) for e in renamed] == [
        ("Công ty TNHH Vật liệu Mẫu Dương Kinh", "Công ty Đổi Tên")
    ]


def test_another_representative_of_an_enterprise_does_not_become_the_former_one(vneid, monkeypatch):
    from motcua.integrations.vneid.simulator import claims

    come_in(Browser(), HUY_ENTERPRISE)
    said = claims.claims_of
    new = {"citizenPid": "031085999777", "fullName": "Người Đại Diện Mới"}
    monkeypatch.setattr(claims, "claims_of", lambda account, faults: said(account, faults) | new)

    answer = come_in(Browser(), HUY_ENTERPRISE)

    assert why(answer) == "differs"
    assert Person.objects.get().full_name == "Đặng Quang Huy"


def test_a_closed_account_is_told_so_and_stays_out():
    come_in(Browser())
    Account.objects.update(is_active=False)
    browser = Browser()

    assert why(come_in(browser)) == "closed"
    assert not signed_in(browser)


def test_a_birth_date_that_does_not_come_erases_none(vneid, monkeypatch):
    from motcua.integrations.vneid.simulator import claims

    come_in(Browser())
    said = claims.claims_of
    monkeypatch.setattr(claims, "claims_of", lambda account, faults: said(account, faults) | {"birthDate": ""})

    come_in(Browser())

    assert str(Person.objects.get().birth_date) == "1992-03-14"
    assert "PersonCorrected" not in [e.name for e in events.history(("account", Account.objects.get().id))]


def test_the_session_gets_another_key_at_sign_in():
    browser = Browser()
    back = chosen(asked_of(browser))
    before = browser.cookies["sessionid"].value

    browser.get(back)

    assert browser.cookies["sessionid"].value != before


def test_allauths_own_tables_stay_empty():
    come_in(Browser())
    come_in(Browser(), HUY_ENTERPRISE)

    for table in (SocialAccount, SocialApp, SocialToken, EmailAddress):
        assert not table.objects.exists(), table.__name__


def test_logs_of_a_sign_in_name_nobody(vneid):
    with structlog.testing.capture_logs() as lines:
        come_in(Browser())
        vneid.provider.faults.replace({"wrong-signature": True})
        come_in(Browser())

    ours = [line for line in lines if line["event"].startswith("citizen.")]
    assert {line["event"] for line in ours} >= {"citizen.signed_in", "citizen.id_token_refused"}
    for secret in ("Phạm", "031092999001", "code="):
        assert secret not in repr(ours)


def test_only_our_two_addresses_of_the_library_are_open():
    browser = Browser()
    assert reverse("openid_connect_callback", kwargs={"provider_id": "vneid"}) == CALLBACK
    assert browser.post("/tai-khoan/vneid/oidc/khac/login/").status_code == 404
    assert browser.get("/tai-khoan/vneid/oidc/khac/login/callback/").status_code == 404
    assert browser.post(CALLBACK).status_code == 405
