"""What is sent is what was read: the page of checking knows which draft it showed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.citizen.tests.conftest import acting, begin, birth_answers, browser_of, seen_on, send, walk
from motcua.documents.tests.files import jpeg
from motcua.dossiers import queries as dossiers
from motcua.forms import queries as drafts
from motcua.forms.models import Draft

pytestmark = pytest.mark.django_db
YES = {"truth_declaration": "yes"}


@pytest.fixture
def ready(house):
    """A draft of a birth ready to be sent: the browser that has its page of checking, and where that stands."""
    client = browser_of(house.trang)
    files = {"files": {"file_birth_notice": paper("giay-chung-sinh.jpg")}}
    at, _ = walk(client, begin(client), birth_answers(house.unit), files=files)
    return client, at


def paper(name, seed=1):
    return SimpleUploadedFile(name, jpeg(seed=seed), content_type="image/jpeg")


def sent_by(who):
    with acting(who):
        return dossiers.my_dossiers(who)


def autosave(client, at, name, text):
    """Type one answer on another device, which has read the draft as it stands."""
    version = client.get(at).context["version"]
    answer = client.post(at.replace("/kiem-tra/", "/luu/"), {"changed": name, name: text, "version": version})
    assert answer.status_code == 200, answer.content


def test_what_another_device_changed_meanwhile_is_named_and_nothing_is_sent(house, ready):
    client, at = ready
    shown = client.get(at)
    autosave(browser_of(house.trang), at, "child_name", "PHẠM MINH KHUÊ ANH")

    page = client.post(at, {**seen_on(shown), **YES})

    assert page.status_code == 409
    (item,) = page.context["news"]["items"]
    assert (item["label"], item["value"]) == ("Họ, chữ đệm, tên", "PHẠM MINH KHUÊ ANH")
    assert "người được khai sinh" in item["place"]  # three persons of this form have a name
    text = page.content.decode()
    assert "Chưa nộp. Có chỗ vừa được sửa ở máy khác hoặc trang khác" in text
    assert "checked" not in text  # the declaration is given anew, for what stands now
    assert sent_by(house.trang) == []
    with acting(house.trang) as who:
        draft = drafts.draft(who, int(at.split("/")[2]))
    assert draft.is_open
    assert "truth_declaration" not in draft.answers

    done = client.post(at, {**seen_on(page), **YES})
    assert done.status_code == 302
    assert len(sent_by(house.trang)) == 1
    assert client.post(at, {**seen_on(shown), **YES}).url == done.url  # the old page, sent again: the one dossier


def test_a_file_put_in_or_taken_out_elsewhere_is_named_too(house, ready):
    client, at = ready
    shown = client.get(at)
    other, files = browser_of(house.trang), at.replace("/kiem-tra/", "/files/")
    other.post(files, {"file_birth_notice": paper("trang-2.jpg", 2), "version": shown.context["version"]})
    page = client.post(at, {**seen_on(shown), **YES})
    assert page.status_code == 409
    assert len(page.context["news"]["items"]) == 1
    first = page.context["files"].split()[0].split(":")[1]
    other.post(files, {"remove": first, "version": page.context["version"]})
    again = client.post(at, {**seen_on(page), **YES})
    assert again.status_code == 409
    assert [i["label"] for i in again.context["news"]["items"]] == ["Giấy chứng sinh"]
    assert client.post(at, {**seen_on(again), **YES}).status_code == 302


def test_a_page_that_does_not_say_what_it_showed_is_shown_again(house, ready):
    client, at = ready
    for sent in ({}, {"version": "x"}, {"version": "-1"}):
        page = client.post(at, {**sent, **YES})
        assert page.status_code == 409
        assert "Tờ khai đã đổi từ lúc bạn mở trang này" in page.content.decode()
    assert sent_by(house.trang) == []
    assert send(client, at, **YES).status_code == 302


def test_the_ticks_of_a_refused_try_are_not_a_change(house, ready):
    client, at = ready
    shown = client.get(at)
    refused = client.post(at, seen_on(shown))
    assert refused.status_code == 422
    assert client.post(at, {**seen_on(shown), **YES}).status_code == 302  # the browser's "back", then sent


def test_a_draft_that_moved_to_another_version_of_its_form_is_read_again(house, ready):
    client, at = ready
    shown = client.get(at)
    with acting(house.trang) as who:
        Draft.objects.filter(account_id=who.account_id).update(sequence=int(seen_on(shown)["version"]) + 1)
    page = client.post(at, {**seen_on(shown), **YES})
    assert page.status_code == 409
    assert page.context["news"]["items"] == []


def test_a_draft_that_is_sent_is_not_offered_for_putting_away_but_leads_to_its_receipt(house, ready):
    client, at = ready
    done = send(client, at, **YES)
    away = at.replace("/kiem-tra/", "/bo/")
    assert client.get(away).url == done.url
    assert client.post(away).url == done.url
    assert len(sent_by(house.trang)) == 1
