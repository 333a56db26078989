"""Files made in code: honest ones and nasty ones."""

from __future__ import annotations

import io
import zipfile
import zlib
from random import Random

import pikepdf
from PIL import Image


def jpeg(width: int = 320, height: int = 240, *, seed: int = 1, exif: bool = False) -> bytes:
    """A photo; noise, so that it is as large as a photo is. With `exif`: a camera, a place and a turn to the right."""
    image = Image.frombytes("RGB", (width, height), Random(seed).randbytes(width * height * 3))
    notes = Image.Exif()
    if exif:
        notes[0x0112] = 6
        notes[0x010F] = "May anh cua ong An"
        notes.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, exif=notes)
    return out.getvalue()


def two_views() -> bytes:
    """An MPO, as phones with two lenses write it: two JPEGs in one file that calls itself JPEG."""
    views = [Image.new("RGB", (80, 60), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    views[0].save(out, "MPO", save_all=True, append_images=views[1:])
    return out.getvalue()


def picture(mode: str, kind: str) -> bytes:
    """A picture in a less common kind of colour (palette, grey of 16 bits, CMYK, transparent)."""
    out = io.BytesIO()
    Image.new(mode, (50, 40)).save(out, kind)
    return out.getvalue()


def png(width: int = 40, height: int = 30, *, colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A small PNG whose header claims to be huge: the classic picture bomb."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    body = zlib.compress(bytes(100_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def pdf(pages: int = 1, *, dress=None, **save) -> bytes:
    """A PDF of blank pages; `dress(pdf)` makes it worse."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    if dress:
        dress(made)
    out = io.BytesIO()
    made.save(out, **save)
    return out.getvalue()


def with_open_script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('xin chào')"))


def with_named_script(made: pikepdf.Pdf) -> None:
    action = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=made.make_stream(b"app.alert(1)")))
    names = pikepdf.Array([pikepdf.String("x"), action])
    made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=names))


def with_launch(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.Annots = pikepdf.Array(
        [pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))]
    )


def with_attachment(made: pikepdf.Pdf) -> None:
    made.attachments["virus.exe"] = b"MZ" + bytes(100)


def with_xfa(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=made.make_stream(b"<xdp/>"))


def with_link_and_info(made: pikepdf.Pdf) -> None:
    made.docinfo["/Author"] = "Nguyễn Văn An"
    made.pages[0].obj.Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.com/lua-dao")
            )
        ]
    )


def with_signature(made: pikepdf.Pdf) -> None:
    """The shape of a signature; whether it is valid is another module's question."""
    signature = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig,
        Filter=pikepdf.Name("/Adobe.PPKLite"),
        ByteRange=pikepdf.Array([0, 100, 200, 300]),
        Contents=pikepdf.String(bytes(64)),
    )
    field = made.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="ky", V=made.make_indirect(signature)))
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)


def with_bomb(megabytes: int):
    """A page whose content opens to many megabytes."""

    def dress(made: pikepdf.Pdf) -> None:
        squeezer = zlib.compressobj(9)
        body = b"".join(squeezer.compress(bytes(1024 * 1024)) for _ in range(megabytes)) + squeezer.flush()
        stream = pikepdf.Stream(made, b"")
        stream.write(body, filter=pikepdf.Name.FlateDecode)
        made.pages[0].obj.Contents = made.make_indirect(stream)

    return dress


def nested_bomb(gigabytes: int) -> bytes:
    """A stream squeezed twice: a few hundred bytes that open to gigabytes."""

    def dress(made: pikepdf.Pdf) -> None:
        squeezer = zlib.compressobj(9)
        once = b"".join(squeezer.compress(bytes(1024 * 1024)) for _ in range(gigabytes * 1024)) + squeezer.flush()
        stream = pikepdf.Stream(made, b"")
        both = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        stream.write(zlib.compress(once, 9), filter=both)
        made.pages[0].obj.Contents = made.make_indirect(stream)

    return pdf(dress=dress, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def object_stream_bomb(megabytes: int) -> bytes:
    """A PDF whose own table of objects is a bomb: it bursts while being opened, before anybody looks inside."""
    squeezer = zlib.compressobj(9)
    body = b"".join(squeezer.compress(b" " * 1024 * 1024) for _ in range(megabytes)) + squeezer.flush()
    start = b"%PDF-1.7\n"
    head = (
        f"1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {len(body)}>>\nstream\n".encode()
    )
    return start + head + body + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<w:document/>" * 50)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "x" * 100)
    return out.getvalue()
