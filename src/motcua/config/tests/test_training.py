"""Training never mixes with a real house: folder, database, settings, cookies, codes, papers, mails, pages."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.template.loader import get_template
from django.test import Client

from motcua.config import cli, data_set
from motcua.config.data_set import WrongDataSet
from motcua.config.supervisor import box as boxes
from motcua.config.supervisor.box import Box
from motcua.documents.printing import render, samples, samples_of_the_office, stamp_all, template_for
from motcua.documents.spreadsheets import write_table
from motcua.dossiers.rules import codes
from motcua.dossiers.services.codes import new_code
from motcua.identity import services as people
from motcua.identity.models import Unit, UnitCode
from motcua.integrations.messaging import smtp
from motcua.notifications.ports import Mail, Unreachable
from motcua.platform import training
from motcua.platform.clock.now import now
from motcua.platform.events import Actor
from motcua.platform.models import DataSet

WORDS = "TẬP HUẤN – không có giá trị"


@pytest.fixture
def in_training(settings):
    settings.TRAINING = True
    stamp_all(training.words())
    yield settings
    stamp_all("")


# --- folder and database -------------------------------------------------------------------------
def test_a_folder_is_one_or_the_other_for_ever(tmp_path):
    for kind, other in (("training", "real"), ("real", "training")):
        data = tmp_path / kind
        data.mkdir()
        data_set.claim(data, kind)
        data_set.claim(data, kind)
        assert data_set.of_folder(data) == kind
        with pytest.raises(WrongDataSet):
            data_set.claim(data, other)


def test_a_real_folder_from_before_the_mark_and_any_folder_with_something_in_it_is_not_for_training(tmp_path):
    for name in ("secret_key", "postgres", "blobs", "anything.txt"):
        data = tmp_path / f"data-{name}"
        (data / name).mkdir(parents=True)
        with pytest.raises(WrongDataSet):
            data_set.check_folder(data, "training")
        data_set.check_folder(data, "real")
        assert not (data / data_set.NAME).exists()


def test_a_start_on_the_other_kind_is_refused_and_touches_nothing(tmp_path, capsys):
    for kind, arguments in (("training", ["up"]), ("real", ["up", "--training"])):
        data = tmp_path / kind
        data.mkdir(mode=0o755)
        data_set.claim(data, kind)
        assert cli.main([*arguments, "--data", str(data)]) == cli.REFUSED
        assert "không dùng làm dữ liệu" in capsys.readouterr().err
        assert [p.name for p in data.iterdir()] == [data_set.NAME]
    for wrong in (["--reset"], ["--training", "--no-demo"], ["--training", "--no-simulators"]):
        assert cli.main(["up", *wrong, "--data", str(tmp_path / "new")]) == cli.REFUSED
    assert not (tmp_path / "new").exists()


def test_a_reset_empties_a_training_folder_and_nothing_else(tmp_path, capsys):
    for kind in ("real", None):
        data = tmp_path / str(kind)
        data.mkdir()
        (data / "giay-to.pdf").write_text("của dân")
        if kind:
            data_set.claim(data, kind)
        assert cli.main(["up", "--training", "--reset", "--data", str(data)]) == cli.REFUSED
        assert (data / "giay-to.pdf").read_text() == "của dân"
    data = tmp_path / "training"
    data.mkdir()
    data_set.claim(data, "training")
    (data / "blobs" / "ab").mkdir(parents=True)
    (data / "secret_key").write_text("x")
    (data / "link").symlink_to(tmp_path / "real")
    data_set.empty(data)
    assert list(data.iterdir()) == []
    assert (tmp_path / "real" / "giay-to.pdf").exists(), "what a link leads to is not ours"
    capsys.readouterr()


@pytest.mark.django_db
def test_a_database_says_what_it_is_and_is_refused_as_the_other():
    data_set.mark_database("training")
    data_set.mark_database("training")
    with pytest.raises(WrongDataSet):
        data_set.mark_database("real")
    assert DataSet.objects.get().kind == "training"


@pytest.mark.django_db
def test_a_database_from_before_the_mark_with_accounts_in_it_is_real():
    people.open_officer(
        username="thu.cu", full_name="Người Cũ", password="x", must_change=False,
        actor=Actor(kind="system", label="thử"), now=now(),
    )  # fmt: skip
    with pytest.raises(WrongDataSet):
        data_set.mark_database("training")
    data_set.mark_database("real")


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "is_training", "fits"), [
    ("real", False, True), ("training", True, True), ("real", True, False), ("training", False, False),
    (None, False, True), (None, True, False),
])  # fmt: skip
def test_a_program_serves_only_the_data_set_its_settings_name(settings, monkeypatch, row, is_training, fits):
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction lives on it
    if row:
        DataSet.objects.create(pk=1, kind=row)
    settings.TRAINING = is_training
    if fits:
        data_set.confirm()
    else:
        with pytest.raises(WrongDataSet):
            data_set.confirm()


# --- what a program of training may know ---------------------------------------------------------
class FakeServer:
    def environment(self) -> dict[str, str]:
        return {f"MOTCUA_DB_{role}": f"postgresql://{role}" for role in ("OWNER", "WEB", "JOB")}


REAL = {
    "MOTCUA_URL": "https://motcua.camgiang.gov.vn",
    "MOTCUA_SMTP_HOST": "smtp.example",
    "MOTCUA_SMTP_USER": "mot-cua",
    "MOTCUA_SMTP_PASSWORD": "a-real-one",
    "MOTCUA_VNEID_ISSUER": "https://sso.example",
    "MOTCUA_VNEID_CLIENT_SECRET": "real",
    "MOTCUA_VNEID_CLAIMS": "/etc/motcua/claims.yaml",
    "MOTCUA_SECRET_KEY_FILE": "/etc/motcua/secret_key",
    "MOTCUA_DIGESTS": "/mnt/elsewhere/digests",
    "MOTCUA_DEMO": "0",
}


def test_nothing_the_machine_knows_of_the_real_house_reaches_training(tmp_path, monkeypatch):
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    for box in (
        Box(tmp_path, 8100, vneid_port=8110, mail_ports=(8125, 8126), training=True),
        Box(tmp_path, 8100, training=True),
    ):
        for role in ("owner", "web", "job"):
            told = boxes.environment(box, FakeServer(), role)
            assert told["MOTCUA_TRAINING"] == "1"
            strayed = {n for n, value in REAL.items() if told.get(n) == value} - {"MOTCUA_VNEID_CLIENT_SECRET"}
            assert strayed == set()
            assert told["MOTCUA_SECRET_KEY_FILE"] == str(tmp_path / "secret_key")
    simulator = boxes.vneid(Box(tmp_path, 8100, vneid_port=8110, training=True), "/tai-khoan/")
    assert any(WORDS in part for part in simulator.command)
    monkeypatch.setenv("MOTCUA_TRAINING", "1")
    real = boxes.environment(Box(tmp_path, 8000, demo=False), FakeServer(), "web")
    assert real["MOTCUA_TRAINING"] == "", "and a real house does not become one by accident"
    assert boxes.default_data() != boxes.default_data(training=True)


def settings_in(environment: dict[str, str], wanted: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    done = subprocess.run(
        [sys.executable, "-c", f"import json; from motcua.config import settings as s; print(json.dumps({wanted}))"],
        env=kept | {"PYTHONPATH": str(Path(data_set.__file__).parents[2])} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else done.stderr


def test_settings_of_training_have_cookies_of_their_own_and_refuse_the_world(tmp_path):
    base = {"MOTCUA_DATA": str(tmp_path), "MOTCUA_TRAINING": "1", "MOTCUA_DIGESTS": "/mnt/x", "MOTCUA_DEMO": "0"}
    wanted = "[s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.COOKIE_PREFIX, str(s.DIGEST_FOLDER), s.DEMO]"
    names = json.loads(settings_in(base, wanted))
    assert names == ["taphuan_sessionid", "taphuan_csrftoken", "taphuan_", str(tmp_path / "digests"), True]
    assert not {django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME} & set(names)
    assert "own sink" in settings_in(base | {"MOTCUA_SMTP_HOST": "smtp.example"}, "1")
    assert "own simulator" in settings_in(base | {"MOTCUA_VNEID_ISSUER": "https://sso.example"}, "1")


# --- what leaves it ------------------------------------------------------------------------------
def test_every_paper_says_so_on_every_page_and_no_real_one_does(in_training):
    for name, form, paper in (
        *samples.all_samples()[:1],
        *samples.all_samples()[7:],
        *samples_of_the_office.all_samples(),
    ):
        if "nhieu" in name or "muoi" in name:
            continue
        pdf = render(template_for(form, on=date(2026, 11, 18)), paper.as_data())
        pages = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
        told = [" ".join(page.split()) for page in pages.stdout.decode().split("\f")[:-1]]
        assert told
        assert all(WORDS in page for page in told), name
    stamp_all("")
    real = render(template_for("01", on=date(2026, 11, 18)), samples.form01().as_data())
    assert (
        WORDS
        not in subprocess.run(["pdftotext", "-", "-"], input=real, capture_output=True, check=True).stdout.decode()
    )


def test_a_spreadsheet_begins_with_it(in_training):
    out = io.BytesIO()
    write_table(out, name="Sổ", title=["Sổ theo dõi"], columns=[("Mã", 10)], rows=[["TH.DEMO.01-261116-0001"]])
    with zipfile.ZipFile(out) as book:
        first, *_ = re.findall(r"<t[^>]*>([^<]+)</t>", book.read("xl/worksheets/sheet1.xml").decode())
    assert first == WORDS


def test_a_mail_says_so_first_and_goes_to_the_sink_or_nowhere(in_training):
    mail = Mail(id="1", to="dan@example.vn", subject="Hồ sơ đã có kết quả", text="Kính gửi ông bà.", sender_name="Xã")
    message = smtp.message_of(mail, "mot-cua@trinh-dien.example")
    assert message["Subject"] == f"[{WORDS}] Hồ sơ đã có kết quả"
    assert message.get_content().startswith(WORDS)
    in_training.SMTP_HOST = "smtp.example"
    with pytest.raises(Unreachable):
        smtp.from_settings()
    in_training.SMTP_HOST = "127.0.0.1"
    assert smtp.from_settings() is not None
    in_training.TRAINING = False
    assert smtp.message_of(mail, "a@b.example")["Subject"] == "Hồ sơ đã có kết quả"


@pytest.mark.django_db
def test_every_page_begins_with_a_band_for_eyes_and_ears_also_where_nothing_could_be_read(in_training):
    client = Client(raise_request_exception=False)
    for address in ("/can-bo/dang-nhap/", "/tra-cuu/", "/khong-co/"):
        told = client.get(address).content.decode()
        assert f'<section class="vn-training" aria-label="Bản tập huấn"><strong>{WORDS}</strong>' in told, address
        assert told.index("vn-training") < told.index("<main"), address
        assert f"<title>{WORDS} | " in told, address
    assert WORDS in get_template("500.html").render(), "drawn without a request"
    in_training.TRAINING = False
    assert WORDS not in client.get("/tra-cuu/").content.decode()


def _unit() -> int:
    unit = Unit.objects.create(slug="xa-mau", kind="committee", since=date(2025, 7, 1), contact={})
    UnitCode.objects.create(unit=unit, system="dossier_prefix", code="DEMO.09", since=date(2025, 7, 1), mark="P")
    return unit.id


@pytest.mark.django_db
def test_codes_of_training_have_a_prefix_no_real_one_has(in_training):
    unit = _unit()
    made = new_code(unit, now=now())
    assert made.startswith("TH.DEMO.")
    assert codes.read(made.lower()) == made
    in_training.TRAINING = False
    assert not new_code(unit, now=now()).startswith("TH.")
