"""Small files of each kind, made when they are asked for."""

import io
from typing import Any
from uuid import UUID

import pikepdf
from PIL import Image, ImageDraw

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import new_id
from yitang.platform.uploads.public import Belongs, Decoded, keep, slot


def picture(size: tuple[int, int] = (60, 40), form: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    """A picture whose left half is dark and whose right half is light."""
    image = Image.new(mode, size, 0)
    half = Image.new(mode, (size[0] - size[0] // 2, size[1]), "white" if mode in ("RGB", "RGBA", "P") else 255)
    image.paste(half, (size[0] // 2, 0))
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def paper(pages: int = 1, change: Any = None, **options: Any) -> bytes:
    """A PDF of A5 pages with a line of text; ``change``: what else is done to it before it is saved."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(420, 595))
            pdf.pages[-1].Contents = pdf.make_stream(b"0 0 0 rg 40 500 300 20 re f")
        if change:
            change(pdf)
        pdf.save(out, **options)
    return out.getvalue()


def phone() -> Viewer:
    """A citizen on a phone."""
    return Viewer(post="citizen", session_id=new_id(), person_id=new_id(), level="code", trace_id=new_id())


def decoded(content: bytes = b"\xff\xd8\xff original", copies: int = 1, into: str = "case_paper", hints: tuple[str, ...] = ()) -> Decoded:
    """A file as if the decoder had taken it."""
    return Decoded(slot(into), "jpeg", content, tuple(picture((8 + n, 8)) for n in range(copies)), hints)


def sheet(desk: int = 60, paper_: tuple[int, int, int, int] = (150, 100, 850, 1100), size: tuple[int, int] = (1000, 1200)) -> Image.Image:
    """A white paper with lines of dark strokes on a grey desk; ``paper_``: where it lies, also beyond the picture."""
    image = Image.new("L", size, desk)
    drawing = ImageDraw.Draw(image)
    drawing.rectangle(paper_, fill=235)
    left, top, right, bottom = paper_
    for y in range(top + 60, bottom - 60, 40):
        for x in range(left + 60, right - 60, 14):
            drawing.rectangle((x, y, x + 6, y + 18), fill=20)
    return image


def kept(viewer: Viewer, belongs: Belongs, name: str = "身份证.jpg", content: bytes = b"\xff\xd8\xff original", copies: int = 1) -> UUID:
    """A file kept in an act of its own, as if the decoder had taken it."""
    with act(viewer, "test.keep") as this:
        return keep(this, decoded(content, copies), name, belongs)
