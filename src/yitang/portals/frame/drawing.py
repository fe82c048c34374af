"""Drawings of our own that stand in pages as they are."""

import segno
from django.conf import settings
from django.utils.safestring import mark_safe

from yitang.kernel.errors import Refusal


class CodeNotOurs(Refusal):
    """A QR code would lead somewhere else than to us or to the payment provider (X10)."""

    code = "code_not_ours"
    zh = "这个码不通向本所，没有显示。请改付现金，并告诉所长。"
    en = "This code does not lead to this office and is not shown. Pay in cash, and tell the head of the office."
    status = 409


def ours(text: str, begins: str = "") -> str:
    """The text of a code, if it begins as ours do, or as those of the payment provider do (``begins``).

    Raises: CodeNotOurs.
    """
    if not text.startswith(begins or f"{settings.YITANG_ORIGIN}/"):
        raise CodeNotOurs
    return text


def qr(text: str, scale: int, begins: str = "") -> str:
    """A QR code (二维码) as drawing; the page gives it its size, so many units a square.

    Raises: CodeNotOurs.
    """
    drawn: str = segno.make(ours(text, begins), error="m").svg_inline(scale=scale, border=4, dark="#000", light="#fff", omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - the drawing holds squares only
