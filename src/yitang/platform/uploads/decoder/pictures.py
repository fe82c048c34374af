"""JPEG and PNG: bytes in, one clean JPEG out. Runs in the decoder's process only.

The size is read from the header before anything is decoded. The copy has neither EXIF, place, comment, profile nor thumbnail, is turned as
the camera meant it, and what was transparent is white.
"""

import io
from typing import Any

from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin

from yitang.platform.uploads.decoder.quality import measured

ORIENTATION = 0x0112
MPF_ENTRIES = 0xB002
QUALITY = 88
TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,), 3: (Image.Transpose.ROTATE_180,), 4: (Image.Transpose.FLIP_TOP_BOTTOM,), 5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,), 7: (Image.Transpose.TRANSVERSE,), 8: (Image.Transpose.ROTATE_90,),
}  # fmt: skip
# Loaded before the process is closed: nothing can be imported afterwards.
Image.preinit()
PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin)
# The cap is ours and comes from policy; Pillow's own would only warn at half of it.
Image.MAX_IMAGE_PIXELS = None


def decode(content: bytes, limits: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """One picture. ``limits``: pixels, copy_px. Returns: head with its ``quality`` and the one copy, or ``refused``: pixels, frames, unreadable."""
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > limits["pixels"]:
            return {"refused": "pixels"}, []
        if moves(picture):
            return {"refused": "frames"}, []
        if picture.format == "PNG":
            # The sums of all chunks: a picture whose bytes were changed on the way is not taken for what was sent.
            with Image.open(io.BytesIO(content), formats=("PNG",)) as again:
                again.verify()
        turn = orientation(picture)
        picture.draft(None, (limits["copy_px"], limits["copy_px"]))
        picture.load()
        found = turned(plain(picture), turn)
        return {"quality": measured(found)}, [encode(found, limits["copy_px"])]


def moves(picture: Image.Image) -> bool:
    """Whether it is several pictures. A phone's JPEG may carry a preview or a gain map beside the one that is shown (CIPA DC-007); those are left."""
    if picture.format == "MPO":
        entries = getattr(picture, "mpinfo", {}).get(MPF_ENTRIES, ())
        return any("Multi-Frame" in str(entry["Attribute"].get("MPType", "")) for entry in entries)
    return bool(getattr(picture, "is_animated", False))


def orientation(picture: Image.Image) -> int:
    """How the camera was held, 1 to 8 (EXIF 0x0112); 1 where the file says nothing that can be read."""
    try:
        found = picture.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - EXIF is a format of its own, and a broken one is no reason to refuse the picture
        return 1
    return found if isinstance(found, int) else 1


def plain(picture: Image.Image) -> Image.Image:
    """The pixels in plain RGB or grey: 16 bits to 8, a palette looked up, CMYK turned, what is transparent put on white."""
    if picture.mode.startswith("I;16") or picture.mode == "I":
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        white = Image.new("RGB", over.size, "white")
        white.paste(over, mask=over.getchannel("A"))
        return white
    return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")


def turned(picture: Image.Image, orientation_: int) -> Image.Image:
    """As the camera meant it."""
    for turn in TURNS.get(orientation_, ()):
        picture = picture.transpose(turn)
    return picture


def encode(picture: Image.Image, most: int) -> bytes:
    """A JPEG of at most ``most`` pixels on its longer side, with nothing but its pixels."""
    if max(picture.size) > most:
        picture.thumbnail((most, most), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    bare = picture.copy()
    bare.info.clear()
    bare.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
