"""The pictures of the corpus of uploads, and what is no picture and no paper, made when they are asked for."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

from PIL import Image

from tests.trials.upload_odd import COMPLEX, EICAR, HARD, LARGE, MOVES, PAGES, PIXELS, PLACES, SCRIPT, SIGNATURE, TAKEN, TYPE, UNREADABLE, Odd, one
from yitang.platform.uploads.tests.factories import paper, picture


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
