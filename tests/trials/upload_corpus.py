"""Hostile and odd files for uploads, made when they are asked for, never stored; each with what must become of it.

A name is a group and a variant. ``becomes``: ``taken``, or the code of the refusal; several where libraries may repair what is damaged.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, ObjectStreamMode, Pdf
from PIL import Image

from yitang.platform.uploads.tests.factories import paper, picture

TAKEN, UNREADABLE, TYPE = "taken", "upload_unreadable", "upload_type_refused"
PIXELS, COMPLEX, HARD, LARGE = "upload_too_many_pixels", "upload_too_complex", "upload_too_hard", "upload_too_large"
ACTS, FILES, FORM, LOCKED, MOVES, PAGES = "upload_acts", "upload_holds_files", "upload_is_form", "upload_locked", "upload_moves", "upload_too_many_pages"
SCRIPT = b"<script>alert(document.cookie)</script>"
EICAR = "".join(("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD", "-ANTIVIRUS-TEST-", "FILE!$H+H*")).encode()
SIGNATURE = b"\x89PNG\r\n\x1a\n"
PLACES = 30
Make = Callable[[], bytes]


@dataclass(frozen=True)
class Odd:
    """One file: how it is made, and what may become of it."""

    name: str
    make: Make
    becomes: tuple[str, ...]


def one(name: str, make: Make | bytes, *becomes: str) -> Odd:
    return Odd(name, make if callable(make) else partial(bytes, make), becomes)


# Pictures.


def chunk(kind: bytes, data: bytes, wrong: int = 0) -> bytes:
    """A chunk of a PNG, with its sum, or with a wrong one."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data) ^ wrong)


def png(width: int = 1, height: int = 1, data: bytes = b"\0\0\0\0", extra: bytes = b"", interlaced: int = 0, wrong: int = 0, depth: int = 8) -> bytes:
    """A PNG in RGB, chunk by chunk, as no library would write it."""
    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, interlaced)
    return SIGNATURE + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data, 9), wrong) + chunk(b"IEND", b"")


def resized(content: bytes, width: int, height: int) -> bytes:
    """A JPEG whose header names another size (SOF0, ISO/IEC 10918-1 B.2.2)."""
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def exif(tag: int, value: Any, gps: bool = False) -> bytes:
    """A photo with a tag of EXIF, and with a place."""
    data = Image.Exif()
    data[tag] = value
    if gps:
        data.get_ifd(0x8825).update({1: "N", 2: (39.0, 54.0, 0.0), 3: "E", 4: (116.0, 23.0, 0.0)})
    return picture((30, 20), exif=data)


def frames(form: str, **options: Any) -> bytes:
    """Several pictures in one file."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16)).save(out, form, save_all=True, append_images=[Image.new("RGB", (16, 16), "red")], **options)
    return out.getvalue()


def stereo() -> bytes:
    """Two pictures for two eyes: the second entry of the index says so (CIPA DC-007, 5.2.3.3)."""
    content = frames("MPO")
    at = content.index(b"MPF\0") + 4 + 0x32 + 16  # the second entry of the index, where Pillow writes it
    return content[:at] + struct.pack("<I", 0x020002) + content[at + 4 :]


@lru_cache
def archive(name: str) -> bytes:
    """A zip with one entry that unpacks to 20 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, bytes(20 << 20))
    return out.getvalue()


def bomb(kind: bytes) -> bytes:
    """A small PNG with a text or profile that unpacks to 200 MB."""
    packed = zlib.compress(bytes(200 << 20), 9)
    head = {b"zTXt": b"Comment\0\0", b"iTXt": b"Comment\0\1\0\0\0", b"iCCP": b"profile\0\0"}[kind]
    return png(extra=chunk(kind, head + packed))


def good_pictures() -> Iterator[Odd]:
    for mode in ("1", "L", "LA", "RGB", "RGBA", "P", "I;16"):
        yield one(f"png mode {mode}", partial(_plain, "PNG", mode), TAKEN)
    for mode in ("L", "RGB", "CMYK"):
        for progressive in (False, True):
            yield one(f"jpeg mode {mode} progressive {progressive}", partial(picture, (33, 17), "JPEG", mode, progressive=progressive), TAKEN)
    for size in ((1, 1), (1, 3000), (3000, 1), (2001, 7)):
        yield one(f"size {size}", partial(picture, size), TAKEN)
    for orientation in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 300):
        yield one(f"exif orientation {orientation}", partial(exif, 0x0112, orientation), TAKEN)
    yield one("exif with a place", partial(exif, 0x010F, "Synthetic", True), TAKEN)
    yield one("exif of 60 kB", partial(exif, 0x010E, "x" * 60_000), TAKEN)
    yield one("exif of nonsense", partial(picture, exif=b"Exif\0\0MM\0*\0\0\xff\xff" + bytes(99)), TAKEN)
    yield one("png interlaced", png(interlaced=1), TAKEN)
    yield one("png of 40 megapixels", partial(picture, (8000, 5000), "PNG", "L"), TAKEN)
    yield one("profile of nonsense", partial(picture, icc_profile=b"nonsense" * 99), TAKEN)
    yield one("jpeg with a gain map beside it", partial(frames, "MPO"), TAKEN)


def _plain(form: str, mode: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (21, 13)).save(out, form)
    return out.getvalue()


def bad_pictures() -> Iterator[Odd]:
    for size in ((100_000, 100_000), (2**31 - 1, 2**31 - 1), (40_000_001, 1)):
        yield one(f"png header {size}", partial(png, *size), PIXELS)
    for size in ((65_500, 65_500), (6325, 6325)):
        yield one(f"jpeg header {size}", lambda s=size: resized(picture(), *s), PIXELS)
    yield one("jpeg header one row more", lambda: resized(picture((64, 64)), 64, 6400), TAKEN, UNREADABLE)
    yield one("png header (0, 0)", partial(png, 0, 0), UNREADABLE)
    for kind in (b"zTXt", b"iTXt", b"iCCP"):
        yield one(f"png bomb {kind.decode()}", partial(bomb, kind), UNREADABLE, TAKEN, HARD)
    yield one("png of 30 million rows of nothing", lambda: png(1, 30_000_000, bytes(60_000_000)), UNREADABLE, TAKEN, HARD)
    yield one("png with too little data", png(100, 100), UNREADABLE)
    yield one("png with more data than size", png(1, 1, bytes(5_000_000)), TAKEN, UNREADABLE)
    yield one("png with a wrong sum of its data", png(wrong=1), UNREADABLE)
    yield one("png with a wrong sum of a comment", png(extra=chunk(b"tEXt", b"Comment\0x", 1)), UNREADABLE)
    yield one("png depth 3", png(depth=3), UNREADABLE)
    yield one("png with 200000 chunks", lambda: png(extra=chunk(b"teSt", b"") * 200_000), TAKEN, HARD, UNREADABLE)
    yield one("png with a length of 4 GB", SIGNATURE + b"\xff\xff\xff\xffIHDR" + bytes(40), UNREADABLE)
    yield one("png that moves", partial(frames, "PNG"), MOVES)
    yield one("jpeg for two eyes", stereo, MOVES)
    yield one("jpeg of nothing but its beginning", b"\xff\xd8\xff", UNREADABLE)
    yield one("png of nothing but its signature", SIGNATURE, UNREADABLE)
    yield one("jpeg of 50 MB", lambda: picture() + bytes(50 << 20), LARGE)
    yield one("a byte too large", lambda: picture().ljust((10 << 20) + 1, b"\0"), LARGE)
    yield one("as large as can be", lambda: picture().ljust(10 << 20, b"\0"), TAKEN)
    yield one("jpeg of ten million restarts", lambda: picture()[:-2] + b"\xff\xd0" * 4_000_000, TAKEN, UNREADABLE)


def polyglots() -> Iterator[Odd]:
    for form in ("JPEG", "PNG"):
        for name, tail in (("html", SCRIPT), ("zip", archive("a")), ("pdf", paper()), ("eicar", EICAR), ("svg", b"<svg onload='alert(1)'/>")):
            yield one(f"{form} and then {name}", lambda f=form, t=tail: picture(form=f) + t, TAKEN)
    yield one("script in a jpeg's comment", partial(picture, comment=SCRIPT), TAKEN)
    yield one("script in a png's comment", png(extra=chunk(b"tEXt", b"Comment\0" + SCRIPT)), TAKEN)
    yield one("paper in a jpeg's comment", lambda: picture(comment=paper()), TAKEN)
    for name, tail in (("html", SCRIPT), ("zip", archive("a")), ("jpeg", picture())):
        yield one(f"paper and then {name}", lambda t=tail: paper() + t, TAKEN, UNREADABLE)


def other_types() -> Iterator[Odd]:
    for form in ("GIF", "BMP", "TIFF", "WEBP", "ICO", "PPM", "TGA"):
        yield one(f"type {form}", partial(picture, form=form), TYPE)
    for name, content in {
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "html": b"<!doctype html>" + SCRIPT, "xml": b"<?xml version='1.0'?>",
        "xml bomb": b'<!DOCTYPE l [<!ENTITY a "' + b"a" * 999 + b'">]>', "elf": b"\x7fELF" + bytes(60), "shell": b"#!/bin/sh\n", "heic": b"\0\0\0 ftypheic",
        "mp4": b"\0\0\0 ftypisom", "gzip": b"\x1f\x8b\x08" + bytes(9), "eicar": EICAR, "text": "你好".encode(), "utf-16": "你好".encode("utf-16"),
        "nul": bytes(1000), "postscript": b"%!PS-Adobe-3.0\n", "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "javascript": b"alert(1)", "mz": b"MZ" + bytes(60),
        "paper after a line": b"\n" + paper(), "paper after a mark": b"\xef\xbb\xbf" + paper(), "jpeg after a byte": b"\0" + picture(),
        "png after a byte": b"\0" + picture(form="PNG"), "gif and jpeg": b"GIF89a" + picture(), "half a signature": SIGNATURE[:7], "%PDF": b"%PDF",
    }.items():  # fmt: skip
        yield one(f"type {name}", content, TYPE)
    yield one("type zip", partial(archive, "a"), TYPE)
    yield one("type xlsx", partial(archive, "xl/workbook.xml"), TYPE)
    for byte in (0, 10, 0x25, 0x3C, 0x89, 0xFF):
        yield one(f"one byte {byte}", bytes([byte]), TYPE)
    yield one("no byte", b"", "upload_empty")


def damaged() -> Iterator[Odd]:
    """Cut off at many places, and one byte changed at many places."""
    sources = {"jpeg": _noise("JPEG"), "progressive": _noise("JPEG", progressive=True), "png": _noise("PNG"), "pdf": paper(3)}
    for kind, content in sources.items():
        allowed = (UNREADABLE, TAKEN) if kind == "pdf" else (UNREADABLE,)
        for n in range(PLACES):
            at = 12 + (len(content) - 40) * n // PLACES
            yield one(f"{kind} cut off at {at}", content[:at], *allowed)
    maybe = {
        "jpeg": (TAKEN, UNREADABLE, PIXELS, HARD), "progressive": (TAKEN, UNREADABLE, PIXELS, HARD), "png": (UNREADABLE,),
        "pdf": (TAKEN, UNREADABLE, PAGES, COMPLEX),
    }  # fmt: skip
    for kind, content in sources.items():
        for n in range(PLACES):
            at = 12 + (len(content) - 30) * n // PLACES
            yield one(f"{kind} changed at {at}", content[:at] + bytes([content[at] ^ 0x5A]) + content[at + 1 :], *maybe[kind])


@lru_cache
def _noise(form: str, **options: Any) -> bytes:
    """A picture whose bytes all matter."""
    image = Image.linear_gradient("L").resize((90, 90)).rotate(30).convert("RGB")
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


# Papers.


def root(**entries: Any) -> Callable[[Pdf], None]:
    """Entries of the catalogue of a paper."""

    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.Root["/" + key] = value(pdf) if callable(value) else value

    return change


def on_page(**entries: Any) -> Callable[[Pdf], None]:
    """Entries of its first page."""

    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.pages[0].obj["/" + key] = value(pdf) if callable(value) else value

    return change


def action(kind: str, **more: Any) -> Dictionary:
    return Dictionary(S=Name("/" + kind), **more)


def note(subtype: str, **more: Any) -> Array:
    """One annotation."""
    return Array([Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=Array([0, 0, 9, 9]), **more)])


def attached(pdf: Pdf) -> None:
    pdf.attachments["run.exe"] = b"MZ"


def itself(pdf: Pdf) -> Any:
    """An outline whose first entry is itself."""
    made = pdf.make_indirect(Dictionary(Title="x"))
    made.First = made.Last = made.Next = made
    return made


def form_in_itself(pdf: Pdf) -> None:
    """A drawing that draws itself."""
    made = pdf.make_stream(b"/F Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    made.Resources = Dictionary(XObject=Dictionary(F=made))
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(F=made))
    pdf.pages[0].Contents = pdf.make_stream(b"/F Do")


def kids_in_circle(pdf: Pdf) -> None:
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)


def drawing(data: bytes, **more: Any) -> Callable[[Pdf], None]:
    """A picture in the paper."""

    def change(pdf: Pdf) -> None:
        said = {"Width": 100, "Height": 100, "BitsPerComponent": 8, "ColorSpace": Name.DeviceGray, **more}
        made = pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Image, **said)
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(I=made))
        pdf.pages[0].Contents = pdf.make_stream(b"q 400 0 0 400 0 0 cm /I Do Q")

    return change


def content(data: bytes) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(data)

    return change


def million() -> bytes:
    """A million objects in one object stream, with an index for them (ISO 32000-2, 7.5.7 and 7.5.8); some MB once packed."""
    count = 1_000_000
    index = " ".join(f"{n + 4} {2 * n}" for n in range(count)).encode() + b" "
    packed = zlib.compress(index + b"1 " * count, 9)
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, 2)
    at = {}
    for n, body in ((1, b"<</Type/Catalog/Pages 2 0 R>>"), (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"), (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")):
        at[n] = out.tell()
        out.write(b"%d 0 obj%sendobj\n" % (n, body))
    holder, table = count + 4, count + 5
    at[holder] = out.tell()
    out.write(
        b"%d 0 obj<</Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (holder, count, len(index), len(packed), packed)
    )
    start = out.tell()
    rows = [struct.pack(">BIH", 0, 0, 0), *(struct.pack(">BIH", 1, at[n], 0) for n in (1, 2, 3))]
    rows += [struct.pack(">BIH", 2, holder, n & 0xFFFF) for n in range(count)]
    rows += [struct.pack(">BIH", 1, at[holder], 0), struct.pack(">BIH", 1, start, 0)]
    body = zlib.compress(b"".join(rows), 9)
    out.write(
        b"%d 0 obj<</Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (table, count + 6, len(body), body)
    )
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def plain_pdf(body: bytes, count: int = 1, kids: bytes = b"3 0 R", tail: bytes = b"") -> bytes:
    """A paper written by hand without an index: readers must find its objects themselves."""
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R%s>>endobj\n2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n%s\ntrailer<</Root 1 0 R/Size 9>>\n%%%%EOF\n" % (body, kids, count, tail)
    )


ENTRIES: dict[str, tuple[Callable[[Pdf], None], tuple[str, ...]]] = {
    "script when opened": (root(OpenAction=action("JavaScript", JS="app.alert(1)")), (ACTS,)),
    "script in a stream": (root(OpenAction=lambda pdf: action("JavaScript", JS=pdf.make_stream(b"app.alert(1)"))), (ACTS,)),
    "script by name": (root(Names=Dictionary(JavaScript=Dictionary(Names=Array(["a", action("JavaScript", JS="1")])))), (ACTS,)),
    "script when closed": (root(AA=Dictionary(WC=action("JavaScript", JS="1"))), (ACTS,)),
    "script of a page": (on_page(AA=Dictionary(O=action("JavaScript", JS="1"))), (ACTS,)),
    "script of a note": (on_page(Annots=note("Link", A=action("JavaScript", JS="1"))), (ACTS,)),
    "script after another action": (root(OpenAction=action("URI", URI="http://127.0.0.1/", Next=Array([action("JavaScript", JS="1")]))), (ACTS,)),
    "launch": (root(OpenAction=action("Launch", F="cmd.exe")), (ACTS,)),
    "launch of a note": (on_page(Annots=note("Link", A=action("Launch", Win=Dictionary(F="cmd.exe")))), (ACTS,)),
    "launch by reference": (root(OpenAction=lambda pdf: Dictionary(S=pdf.make_indirect(Name.Launch), F="cmd.exe")), (ACTS,)),
    "submit": (on_page(Annots=note("Widget", A=action("SubmitForm", F="http://127.0.0.1/"))), (ACTS,)),
    "import": (root(OpenAction=action("ImportData", F="x.fdf")), (ACTS,)),
    "rendition": (root(OpenAction=action("Rendition", OP=0)), (ACTS,)),
    "another paper": (root(OpenAction=action("GoToR", F="\\\\127.0.0.1\\x.pdf", D="a")), (ACTS,)),
    "a paper inside": (root(OpenAction=action("GoToE", D="a")), (ACTS,)),
    "sound": (root(OpenAction=action("Sound")), (ACTS,)),
    "attached": (attached, (FILES,)),
    "note with a file": (on_page(Annots=note("FileAttachment", FS=Dictionary(F="x"))), (FILES,)),
    "file of a note": (on_page(Annots=note("Text", FS=Dictionary(EF=Dictionary()))), (FILES,)),
    "rich media": (on_page(Annots=note("RichMedia", RichMediaContent=Dictionary())), (FILES,)),
    "movie": (on_page(Annots=note("Movie")), (FILES,)),
    "three dimensions": (on_page(Annots=note("3D")), (FILES,)),
    "screen": (on_page(Annots=note("Screen")), (FILES,)),
    "dynamic form": (root(AcroForm=lambda pdf: Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))), (FORM,)),
    "form that is only filled in": (root(AcroForm=Dictionary(Fields=Array())), (TAKEN,)),
    "link": (on_page(Annots=note("Link", A=action("URI", URI="http://127.0.0.1/"))), (TAKEN,)),
    "outline in a circle": (root(Outlines=itself), (TAKEN, UNREADABLE)),
    "drawing in itself": (form_in_itself, (TAKEN,)),
    "pages in a circle": (kids_in_circle, (UNREADABLE,)),
    "picture 100000 wide": (drawing(b"x", Width=100_000, Height=100_000), (PIXELS,)),
    "picture of nonsense, jbig2": (drawing(b"nonsense" * 99, Filter=Name.JBIG2Decode), (TAKEN,)),
    "picture of nonsense, jpx": (drawing(b"nonsense" * 99, Filter=Name.JPXDecode), (TAKEN,)),
    "picture of nonsense, dct": (drawing(b"\xff\xd8\xff" * 99, Filter=Name.DCTDecode), (TAKEN,)),
    "picture of nonsense, ccitt": (drawing(b"nonsense" * 99, Filter=Name.CCITTFaxDecode), (TAKEN,)),
    "picture of a jpeg of another size": (drawing(resized(picture(), 60_000, 60_000), Filter=Name.DCTDecode), (TAKEN, HARD)),
    "page of a million inches": (on_page(MediaBox=Array([0, 0, 10**9, 10**9])), (TAKEN, UNREADABLE)),
    "page of nothing": (on_page(MediaBox=Array([0, 0, 0, 0])), (TAKEN, UNREADABLE)),
    "page turned inside out": (on_page(MediaBox=Array([100, 100, -100, -100])), (TAKEN, UNREADABLE)),
    "page a line wide": (on_page(MediaBox=Array([0, 0, 1, 14_400])), (TAKEN,)),
    "page turned": (on_page(Rotate=90), (TAKEN,)),
    "page turned by 45": (on_page(Rotate=45), (TAKEN, UNREADABLE)),
    "units of 75 inches": (on_page(UserUnit=75), (TAKEN,)),
    "a hundred thousand saves": (content(b"q " * 100_000), (TAKEN,)),
    "a hundred thousand lines": (content(b"0 0 m 99 99 l S " * 100_000), (TAKEN, HARD)),
    "200 MB of spaces": (content(bytes(200 << 20).replace(b"\0", b" ")), (TAKEN, HARD)),
    "operators of nonsense": (content(b"]]>> << [ ) /F 1e999 Tf (\xff BT" * 999), (TAKEN,)),
    "a hundred arrays deep": (root(Deep=lambda _: _deep(100)), (COMPLEX,)),
    "thirty-one pages": (lambda pdf: [pdf.add_blank_page(page_size=(9, 9)) for _ in range(30)] and None, (PAGES,)),
    "thirty pages": (lambda pdf: [pdf.add_blank_page(page_size=(9, 9)) for _ in range(29)] and None, (TAKEN,)),
    "twenty thousand and one objects": (root(Many=lambda pdf: Array([pdf.make_indirect(Dictionary(N=n)) for n in range(20_001)])), (COMPLEX,)),
}  # fmt: skip


def _deep(n: int) -> Array:
    found = Array()
    for _ in range(n):
        found = Array([found])
    return found


def papers() -> Iterator[Odd]:
    for name, (change, becomes) in ENTRIES.items():
        yield one(f"paper: {name}", partial(paper, 1, change), *becomes)
        if becomes in ((ACTS,), (FILES,), (FORM,)):
            yield one(f"paper, packed: {name}", partial(paper, 1, change, object_stream_mode=ObjectStreamMode.generate), *becomes)
    for key in (2, 3, 4, 6):
        for user in ("", "secret"):
            lock = Encryption(owner="owner", user=user, R=key, allow=pikepdf.Permissions(), aes=key >= 4, metadata=key >= 4)
            yield one(f"paper locked R{key} {user}", partial(paper, 1, None, encryption=lock), LOCKED)
    for version in ("1.0", "1.4", "1.7", "2.0", "9.9"):
        yield one(f"paper version {version}", lambda v=version: paper(force_version="1.4").replace(b"%PDF-1.4", b"%PDF-" + v.encode(), 1), TAKEN)
    yield one("paper linearised", partial(paper, 2, None, linearize=True), TAKEN)
    yield one("paper of nothing but its beginning", b"%PDF-1.7\n", UNREADABLE)
    yield one("paper without an index", plain_pdf(b""), TAKEN, UNREADABLE)
    yield one("paper without pages", plain_pdf(b"", 0, b""), UNREADABLE)
    yield one("paper that says a billion pages", plain_pdf(b"", 10**9), TAKEN, UNREADABLE, PAGES)
    yield one("paper with one page a thousand times", plain_pdf(b"", 1000, b"3 0 R " * 1000), PAGES, UNREADABLE)
    yield one("paper with a script in disguise", plain_pdf(b"/OpenAction<</S/J#61v#61Script/JS(app.alert\\(1\\))>>"), ACTS)
    yield one("paper with a launch in disguise", plain_pdf(b"/OpenAction<</S/L#61unch/F(cmd.exe)>>"), ACTS)
    yield one("paper with a script that nothing leads to", plain_pdf(b"", tail=b"8 0 obj<</S/JavaScript/JS(1)>>endobj"), ACTS)
    yield one("paper a hundred thousand arrays deep", plain_pdf(b"/Deep " + b"[" * 100_000 + b"]" * 100_000), COMPLEX, UNREADABLE, TAKEN, HARD)
    yield one(
        "paper a hundred thousand dictionaries deep", plain_pdf(b"/Deep " + b"<</D " * 100_000 + b"1" + b">>" * 100_000), COMPLEX, UNREADABLE, TAKEN, HARD
    )
    yield one("paper of a million objects in a stream", million, COMPLEX)
    yield one("paper of three hundred thousand objects", lambda: plain_pdf(b"", tail=b"".join(b"%d 0 obj 1 endobj\n" % n for n in range(9, 300_009))), COMPLEX)
    yield one("paper whose index leads back to itself", _index_in_circle(), TAKEN, UNREADABLE)


def _index_in_circle() -> bytes:
    found = paper()
    at = int(found.rsplit(b"startxref\n", 1)[1].split()[0])
    return found.replace(b"trailer <<", b"trailer << /Prev %d" % at, 1)


def corpus() -> list[Odd]:
    """All files, always in the same order."""
    return [*good_pictures(), *bad_pictures(), *polyglots(), *other_types(), *damaged(), *papers()]
