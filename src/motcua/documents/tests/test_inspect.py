"""The door: what comes in, what stays out, and what people are told."""

from __future__ import annotations

import random
import resource
import time
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest

from motcua.documents import guard
from motcua.documents.inspect import FileRefused, inspect
from motcua.documents.tests import files

LIMIT = 10 * 1024 * 1024
ALL = ("pdf", "jpg", "png")


def look(folder: Path, content: bytes, name: str = "giay.pdf", accept=ALL, by=inspect):
    path = folder / "arrived"
    path.write_bytes(content)
    return by(path, name, accept, limit=LIMIT)


def refusal(folder: Path, content: bytes, name: str = "giay.pdf", accept=ALL, by=inspect) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        look(folder, content, name, accept, by)
    return caught.value


def test_honest_files_come_in_by_their_content_whatever_they_are_called(tmp_path):
    assert look(tmp_path, files.pdf(3), "x").pages == 3
    assert look(tmp_path, files.jpeg(), "giay.png").content_type == "image/jpeg"
    assert look(tmp_path, files.png(), "khong-duoi").kind == "png"


@pytest.mark.parametrize(("content", "name"), [(files.docx(), "don.pdf"), (files.archive(), "a.zip")])
def test_what_a_file_is_is_said_in_one_word(tmp_path, content, name):
    told = refusal(tmp_path, content, name).sentence.split(".")[0]
    assert told.lower().count("tệp") == 1, told


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "file_empty"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "a.pdf", "file_disguised"),
        (b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.png", "file_disguised"),
        (b"MZ\x90\x00" + bytes(500), "hoadon.pdf", "file_program"),
        (b"#!/bin/sh\nrm -rf /\n", "a.pdf", "file_program"),
        (files.docx(), "don.pdf", "file_word"),
        (files.archive(), "a.pdf", "file_disguised"),
        (files.archive(), "a.zip", "file_kind"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "IMG_1.HEIC", "file_heic"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(100), "a.jpg", "file_webp"),
        (b"GIF89a" + bytes(100), "a.gif", "file_kind"),
        (bytes(500), "a.pdf", "file_damaged"),
        ("Xin chào".encode() * 10, "a.txt", "file_kind"),
        (b"%PDF-1.7\nrubbish", "a.pdf", "file_damaged"),
        (files.jpeg()[:3000], "a.jpg", "file_damaged"),
        (files.png()[:-20], "a.png", "file_damaged"),
        (files.png_claiming(60_000, 60_000), "a.png", "file_too_complex"),
        (files.png_claiming(9_500, 8_000), "a.png", "picture_too_large"),
        (files.png_claiming(9_000, 7_000), "a.png", "file_damaged"),
        (files.jpeg() + b"<html><script>alert(1)</script></html>", "a.jpg", "file_disguised"),
        (files.jpeg() + b"\r\n  <a href=x>", "a.jpg", "file_disguised"),
        (files.jpeg() + files.archive(), "a.jpg", "file_disguised"),
        (files.png() + files.archive(), "a.png", "file_disguised"),
        (files.jpeg() + b"MZ" + bytes(100), "a.jpg", "file_disguised"),
        (files.jpeg() + files.pdf(), "a.jpg", "file_disguised"),
        (files.pdf(dress=files.with_open_script), "a.pdf", "pdf_script"),
        (files.pdf(dress=files.with_named_script), "a.pdf", "pdf_script"),
        (files.pdf(dress=files.with_launch), "a.pdf", "pdf_script"),
        (files.pdf(dress=files.with_attachment), "a.pdf", "pdf_embedded"),
        (files.pdf(dress=files.with_xfa), "a.pdf", "pdf_xfa"),
        (files.pdf(encryption=pikepdf.Encryption(user="kín", owner="chủ")), "a.pdf", "pdf_locked"),
        (files.pdf(201), "a.pdf", "pdf_too_long"),
        (files.pdf(dress=files.with_bomb(210)), "a.pdf", "file_too_complex"),
        (files.pdf() + files.archive(), "a.pdf", "file_disguised"),
        (files.pdf() + b"<html><script>1</script>", "a.pdf", "file_disguised"),
    ],
)  # fmt: skip
def test_what_is_not_a_plain_paper_is_refused_with_a_sentence(tmp_path, content, name, code):
    refused = refusal(tmp_path, content, name)
    assert refused.code == code
    assert len(refused.sentence) > 30
    assert "{" not in refused.sentence


def test_the_size_is_told_in_the_words_of_the_phone(tmp_path):
    refused = refusal(tmp_path, bytes(24 * 1024 * 1024))
    assert refused.sentence == (
        "Tệp này 24 MB, nhận tối đa 10 MB. Chụp lại bằng máy ảnh trong trang này, tệp sẽ nhỏ hơn."
    )


def test_a_slot_takes_only_what_it_accepts(tmp_path):
    refused = refusal(tmp_path, files.jpeg(), "a.jpg", accept=("pdf",))
    assert refused.code == "file_kind"
    assert "ảnh JPG" in refused.sentence
    assert "nhận PDF" in refused.sentence


def test_what_phones_glue_behind_their_photos_is_no_ground_to_refuse(tmp_path):
    photo = files.jpeg()
    for tail in (
        bytes(64),
        photo,  # the second view of an MPO
        b"\x00\x00\x01\x0aImage_UTC_Data1700000000000SEFH" + bytes(8) + b"SEFT",
        b"\x00\x00\x00\x18ftypmp42" + bytes(2000),  # a motion photo
    ):
        assert look(tmp_path, photo + tail, "a.jpg").kind == "jpg"


def test_a_pdf_locked_only_against_printing_is_read(tmp_path):
    content = files.pdf(2, encryption=pikepdf.Encryption(user="", owner="chủ"))
    assert look(tmp_path, content).pages == 2


def test_a_signed_pdf_is_recognised_and_not_touched(tmp_path):
    content = files.pdf(dress=files.with_signature)
    assert look(tmp_path, content).is_signed
    assert (tmp_path / "arrived").read_bytes() == content


def test_scripts_hide_neither_in_object_streams_nor_behind_a_signature(tmp_path):
    def dress(made):
        files.with_signature(made)
        files.with_open_script(made)

    content = files.pdf(dress=dress, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in content
    assert refusal(tmp_path, content).code == "pdf_script"


@pytest.mark.parametrize("content", [files.nested_bomb(2), files.object_stream_bomb(1500)], ids=["nested", "table"])
def test_a_bomb_ends_the_guarded_process_and_not_ours(tmp_path, content):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    refused = refusal(tmp_path, content, by=guard.inspect)
    assert refused.code in {"file_too_complex", "file_damaged"}
    assert time.monotonic() - began < 45
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KB
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert children < 1_200_000


def test_the_guard_tells_the_same_as_the_pure_check(tmp_path):
    assert look(tmp_path, files.pdf(2), by=guard.inspect) == look(tmp_path, files.pdf(2))
    assert refusal(tmp_path, files.pdf(201), by=guard.inspect).sentence == refusal(tmp_path, files.pdf(201)).sentence


def test_damaged_bytes_are_refused_or_read_but_never_a_fault_of_ours(tmp_path):
    chance = random.Random(7)
    for whole in (files.jpeg(60, 40), files.png(), files.pdf(2, dress=files.with_link_and_info)):
        for _ in range(150):
            content = bytearray(whole)
            for _ in range(chance.randint(1, 8)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            cut = chance.choice([len(content), chance.randrange(1, len(content))])
            with suppress(FileRefused):
                look(tmp_path, bytes(content[:cut]))
