"""Drawings of our own that stand in pages as they are."""

import segno
from django.utils.safestring import mark_safe


def qr(text: str, scale: int) -> str:
    """A QR code (二维码) as drawing; the page gives it its size, so many units a square."""
    drawn: str = segno.make(text, error="m").svg_inline(scale=scale, border=4, dark="#000", light="#fff", omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - the drawing holds squares only
