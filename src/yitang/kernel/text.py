"""Text as it comes from people and devices, made one form at the edge (ASVS 1.1.1)."""

import unicodedata

from yitang.kernel.errors import Refusal

MOST_NAME = 200
# Direction marks; half a sign that no database takes (Cs) and the separators of lines and paragraphs count as controls.
FORBIDDEN = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
CONTROLS = ("Cc", "Cs", "Zl", "Zp")


class TextTooLong(Refusal):
    """A text above its limit."""

    code = "text_too_long"
    zh = "内容太长：最多 {most} 个字，现在 {now} 个。"
    en = "Too long: at most {most} characters, now {now}."


class TextHasControls(Refusal):
    """A text with control or direction marks, which could make a page or a log say something else."""

    code = "text_has_controls"
    zh = "内容里有看不见的控制字符，请重新输入。"
    en = "The text holds invisible control characters; type it again."


def identifier(text: str) -> str:
    """An identifier in one form: full-width signs to ASCII (NFKC), no spaces, capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def clean(text: str, most: int = MOST_NAME) -> str:
    """A name or remark as it may be kept: trimmed; rare characters and the dot of names stay as they are.

    Raises: TextTooLong, TextHasControls.
    """
    kept = text.strip()
    if len(kept) > most:
        raise TextTooLong(most=most, now=len(kept))
    if any(unicodedata.category(sign) in CONTROLS or ord(sign) in FORBIDDEN for sign in kept):
        raise TextHasControls
    return kept
