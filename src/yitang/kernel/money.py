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


DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
MOST_WORDS_FEN = 10**14


def _group(number: int) -> str:
    """Up to four digits in words, zeros inside said once, none at the end."""
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + PLACES[place]
        gap = not digit
    return said


def in_words(fen: int) -> str:
    """An amount in financial numerals (大写金额) as on a receipt: 壹拾元伍角整.

    As the rules for writing bills have it (正确填写票据和结算凭证的基本规定, annex 1 of the Payment and Settlement Measures of 1997): 整 after yuan and
    after jiao, never after fen; one 零 for zeros in a row, none before jiao.

    Raises: AmountInvalid below zero and from 10^14 fen on.
    """
    if not 0 <= fen < MOST_WORDS_FEN:
        raise AmountInvalid
    whole, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    said, gap = "", False
    for place in (2, 1, 0):
        group = whole // 10 ** (4 * place) % 10**4
        if group:
            said += ("零" if said and (gap or group < 1000) else "") + _group(group) + GROUPS[place]
            gap = False
        elif said:
            gap = True
    said += "元" if said else ""
    if jiao:
        said += f"{DIGITS[jiao]}角"
    if not cents:
        return f"{said or '零元'}整"
    return said + ("零" if said and not jiao else "") + f"{DIGITS[cents]}分"
