"""Files over HTTP: the right bytes to the right people, under headers that let nothing run."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.apps import apps
from django.test import Client
from PIL import Image

from motcua.documents import ports, services, store
from motcua.documents.tests import files
from motcua.documents.tests.people import NOW, dossier_from, draft_of, upload
from motcua.identity.queries import Person
from motcua.platform.errors import Forbidden
from motcua.platform.ids import new_id
from motcua.platform.principal import acting_as

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("as_web"),
    pytest.mark.urls("motcua.documents.tests.urls"),
]


@pytest.fixture
def people():
    """Two citizens with accounts, each with a browser of his own."""

    def make(name: str) -> tuple[Person, Client]:
        person = apps.get_model("identity", "Person").objects.create(full_name=name)
        account = apps.get_model("identity", "Account").objects.create(
            kind="citizen", person=person, source="test", stable_id=str(new_id()), level=2, password="!"
        )
        client = Client()
        client.force_login(account, backend="motcua.identity.backends.PrincipalBackend")
        return Person(account_id=account.pk, kind="citizen", person_id=person.pk, full_name=name, level=2), client

    return make("Nguyễn Văn An"), make("Trần Thị Bình")


def put(who: Person, content: bytes, name: str) -> int:
    with acting_as(who.principal):
        return services.attach(who, ("draft", draft_of(who)), "x", upload(content, name), now=NOW).id


def tag_of(response) -> str:
    """Read the answer to its end, as a browser does, and return its tag."""
    body(response)
    return response["ETag"]


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_original_goes_out_byte_for_byte_as_a_download(people):
    (an, browser), _ = people
    content = files.jpeg(exif=True)
    number = put(an, content, 'giấy "chứng" sinh.jpg')
    answer = browser.get(f"/tep/{number}/")
    assert answer.status_code == 200
    assert body(answer) == content
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Length"] == str(len(content))
    assert answer["Content-Disposition"] == (
        "attachment; filename=giay_chung_sinh.jpg; filename*=UTF-8''gi%E1%BA%A5y%20%22ch%E1%BB%A9ng%22%20sinh.jpg"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'self'"
    assert answer["Cache-Control"] == "private, no-cache"


def test_the_view_of_a_photo_is_upright_small_and_says_nothing_of_its_maker(people):
    (an, browser), _ = people
    answer = browser.get(f"/tep/{put(an, files.jpeg(3000, 1200, exif=True), 'a.jpg')}/xem/")
    shown = body(answer)
    image = Image.open(io.BytesIO(shown))
    assert image.format == "JPEG"
    assert image.size == (800, 2000)  # turned by the camera's note, then shrunk
    assert not image.getexif()
    assert b"ong An" not in shown
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "shown_as"),
    [
        (files.two_views(), "JPEG"),
        (files.picture("CMYK", "JPEG"), "JPEG"),
        (files.picture("L", "JPEG"), "JPEG"),
        (files.picture("P", "PNG"), "PNG"),
        (files.picture("I;16", "PNG"), "PNG"),
        (files.picture("1", "PNG"), "PNG"),
        (files.picture("RGBA", "PNG"), "PNG"),
    ],
)
def test_pictures_of_every_kind_of_colour_have_a_view(people, content, shown_as):
    (an, browser), _ = people
    answer = browser.get(f"/tep/{put(an, content, 'a')}/xem/")
    image = Image.open(io.BytesIO(body(answer)))
    image.load()
    assert image.format == shown_as
    assert image.mode in {"RGB", "RGBA"}


def test_the_view_of_a_pdf_keeps_its_pages_and_loses_links_out_and_author(people):
    (an, browser), _ = people
    answer = browser.get(f"/tep/{put(an, files.pdf(3, dress=files.with_link_and_info), 'a.pdf')}/xem/")
    shown = body(answer)
    with pikepdf.open(io.BytesIO(shown)) as made:
        assert len(made.pages) == 3
        assert "/Info" not in made.trailer
        assert "/A" not in made.pages[0].obj.Annots[0]
    assert b"lua-dao" not in shown
    assert "sandbox" not in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_signed_pdf_is_shown_as_it_was_signed(people):
    (an, browser), _ = people
    content = files.pdf(dress=files.with_signature)
    assert body(browser.get(f"/tep/{put(an, content, 'a.pdf')}/xem/")) == content


def test_renditions_are_made_once_and_never_enter_the_store(people, monkeypatch):
    from motcua.documents import guard

    (an, browser), _ = people
    number = put(an, files.jpeg(), "a.jpg")
    first = body(browser.get(f"/tep/{number}/xem/"))
    monkeypatch.setattr(guard, "clean", lambda *a: pytest.fail("made twice"))
    assert body(browser.get(f"/tep/{number}/xem/")) == first
    assert len(list(store.stored())) == 1


def test_a_browser_that_has_it_still_asks_and_is_told_it_may(people):
    (an, browser), (_, other) = people
    number = put(an, files.pdf(), "a.pdf")
    tag = tag_of(browser.get(f"/tep/{number}/"))
    assert browser.get(f"/tep/{number}/", headers={"If-None-Match": tag}).status_code == 304
    assert tag_of(browser.get(f"/tep/{number}/xem/", headers={"If-None-Match": tag})) != tag
    assert other.get(f"/tep/{number}/", headers={"If-None-Match": tag}).status_code == 404


def test_strangers_and_passers_by_get_nothing(people):
    (an, _), (_, other) = people
    number = put(an, files.pdf(), "a.pdf")
    for address in (f"/tep/{number}/", f"/tep/{number}/xem/"):
        assert other.get(address).status_code == 404
        assert Client().get(address).status_code == 302
        assert other.post(address).status_code == 405
    assert other.get("/tep/1/").status_code == 404


def test_every_opening_of_a_dossiers_file_is_reported_and_a_refusal_stops_it(people):
    (an, browser), _ = people
    told = []
    ports.register_holder("dossier", lambda rows, who: rows, on_open=lambda *a, now: told.append(a))
    draft = draft_of(an)
    with acting_as(an.principal):
        number = services.attach(an, ("draft", draft), "x", upload(files.pdf()), now=NOW).id
    body(browser.get(f"/tep/{number}/"))
    assert told == []  # one's own draft
    dossier = dossier_from(draft, seen_by=an)
    with acting_as(an.principal):
        services.move_to_dossier(draft, dossier, {"x": 0}, now=NOW)
    tag = tag_of(browser.get(f"/tep/{number}/"))
    body(browser.get(f"/tep/{number}/xem/"))
    browser.get(f"/tep/{number}/", headers={"If-None-Match": tag})
    assert [(a.account_id, *rest) for a, *rest in told] == [
        (an.account_id, number, ("dossier", dossier), what) for what in ("original", "view", "original")
    ]

    def refuse(*a, now):
        raise Forbidden("no purpose")

    ports.register_on_open("dossier", refuse)
    assert browser.get(f"/tep/{number}/").status_code == 403
