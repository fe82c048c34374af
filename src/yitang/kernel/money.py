"""Money in whole fen (分); no floating point anywhere near it."""

import re

from yitang.kernel.errors import Refusal
from yitang.kernel.text import identifier

AMOUNT = re.compile(r"(\d{1,7})(?:\.(\d{1,2}))?", re.ASCII)


class AmountInvalid(Refusal):
    """Not an amount of yuan with at most two digits after the point."""

    code = "amount_invalid"
    zh = "金额不对，例如 10 或 10.50。"
    en = "The amount is wrong; for example 10 or 10.50."


def fen_of(text: str) -> int:
    """Yuan as typed, in fen.

    Raises: AmountInvalid for anything else than up to seven digits, with or without two after the point.
    """
    found = AMOUNT.fullmatch(identifier(text))
    if not found:
        raise AmountInvalid
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def yuan(fen: int) -> str:
    """Fen as it is shown: ``10.50``."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
