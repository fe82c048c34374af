"""PDF: bytes in, its pages as clean JPEGs out. Runs in the decoder's process only.

Pages become pictures: a rewritten PDF would still hold fonts, streams and links for the reader's own PDF program to stumble over.
pikepdf (qpdf) looks through every object first, also those in object streams and with disguised names; pypdfium2 (PDFium) draws the pages.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, JpegImagePlugin

from yitang.platform.uploads.decoder.pictures import encode

PLUGINS = (JpegImagePlugin,)
# What a paper has no use for: name of a key, a type or an action (ISO 32000-2, 12.6.4) -> why it is refused.
KEYS = {
    "/JavaScript": "script", "/JS": "script", "/XFA": "form", "/EmbeddedFiles": "files", "/EF": "files", "/RichMediaContent": "files",
    "/RichMediaSettings": "files",
}  # fmt: skip
VALUES = {
    ("/S", "/JavaScript"): "script", ("/S", "/Rendition"): "action", ("/S", "/Launch"): "action", ("/S", "/ImportData"): "action",
    ("/S", "/SubmitForm"): "action", ("/S", "/GoToE"): "action", ("/S", "/GoToR"): "action", ("/S", "/Movie"): "action", ("/S", "/Sound"): "action",
    ("/S", "/RichMediaExecute"): "action", ("/Type", "/EmbeddedFile"): "files", ("/Subtype", "/FileAttachment"): "files",
    ("/Subtype", "/RichMedia"): "files", ("/Subtype", "/Movie"): "files", ("/Subtype", "/Screen"): "files", ("/Subtype", "/3D"): "files",
    ("/Subtype", "/Sound"): "files",
}  # fmt: skip
# Names that no other bytes spell by chance: also looked for outside of what the file's own index leads to.
# The dictionary that says how a paper is encrypted is named in its trailer, which is never compressed.
LONG = {b"/Encrypt": "encrypted", b"/JavaScript": "script", b"/EmbeddedFile": "files", b"/RichMedia": "files", b"/Launch": "action"}
NAME = re.compile(rb"/[A-Za-z#][A-Za-z0-9#]{4,40}")
BEGINS = re.compile(rb"\d\s+obj\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# A PDF measures in points, 72 to the inch.
POINTS_AN_INCH, MOST_DPI = 72, 200


class Refused(Exception):
    """The file is not taken; the first argument says why."""


def decode(content: bytes, limits: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """A paper. ``limits``: pages, objects, depth, pixels, copy_px.

    Returns: head and a picture for each page, or ``refused``: encrypted, script, action, files, form, complex, pages, pixels, unreadable.
    """
    try:
        spelled(content, limits)
        count = looked_through(content, limits)
    except Refused as refused:
        return {"refused": refused.args[0]}, []
    with pypdfium2.PdfDocument(content) as paper:
        if len(paper) != count:
            return {"refused": "unreadable", "why": "two readers count different pages"}, []
        return {}, [drawn(paper[n], limits["copy_px"]) for n in range(count)]


def spelled(content: bytes, limits: dict[str, Any]) -> None:
    """What the bytes themselves say, whatever the index of the file leads to; also how many objects they begin.

    Raises: Refused.
    """
    if sum(1 for _ in BEGINS.finditer(content)) > limits["objects"]:
        raise Refused("complex")
    for found in NAME.finditer(content):
        said = ESCAPED.sub(lambda sign: bytes([int(sign[1], 16)]), found[0]) if b"#" in found[0] else found[0]
        for name, why in LONG.items():
            if said.startswith(name):
                raise Refused(why)


def looked_through(content: bytes, limits: dict[str, Any]) -> int:
    """Look at every object. Returns: how many pages.

    Raises: Refused, and what pikepdf raises for a file that cannot be read.
    """
    with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
        if int(pdf.trailer.get("/Size", 0)) > limits["objects"] * 2:
            raise Refused("complex")
        for n, one in enumerate(pdf.objects, 1):
            if n > limits["objects"]:
                raise Refused("complex")
            harmless(one, limits)
        harmless(pdf.trailer, limits)
        count = len(pdf.pages)
    if not count:
        raise Refused("unreadable")
    if count > limits["pages"]:
        raise Refused("pages")
    return count


def harmless(one: Any, limits: dict[str, Any]) -> None:
    """Look at one object and what lies directly in it; what it refers to comes by itself.

    Raises: Refused.
    """
    for found in dictionaries(one, limits["depth"]):
        keys = set(found.keys())
        for key, why in KEYS.items():
            if key in keys:
                raise Refused(why)
        for (key, value), why in VALUES.items():
            if key in keys and str(found[key]) == value:
                raise Refused(why)
        if "/Subtype" in keys and str(found["/Subtype"]) == "/Image" and area(found) > limits["pixels"]:
            raise Refused("pixels")


def area(picture: Any) -> int:
    """Pixels of a picture in a paper, as its own dictionary says."""
    try:
        return int(picture.get("/Width", 0)) * int(picture.get("/Height", 0))
    except (TypeError, ValueError):
        return 0


def dictionaries(one: Any, deepest: int) -> Iterator[Any]:
    """The dictionaries (and those of streams) that lie directly in an object, at most so deep; no recursion, so that depth costs no stack.

    Raises: Refused.
    """
    waiting: list[tuple[int, Any]] = [(0, one)]
    while waiting:
        depth, found = waiting.pop()
        if depth > deepest:
            raise Refused("complex")
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            yield found
            inside = [value for _, value in found.items()]
        elif isinstance(found, pikepdf.Array):
            inside = list(found)
        else:
            continue
        waiting += [(depth + 1, value) for value in inside if isinstance(value, pikepdf.Object) and not value.is_indirect]


def drawn(page: Any, most: int) -> bytes:
    """A page as a picture: 200 dots to the inch, or fewer, so that its longer side has at most ``most`` pixels."""
    width, height = page.get_size()
    scale = min(MOST_DPI / POINTS_AN_INCH, most / max(width, height, 1))
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
    picture: Image.Image = bitmap.to_pil()
    return encode(picture if picture.mode in ("L", "RGB") else picture.convert("RGB"), most)
