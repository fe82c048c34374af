"""Unified social credit code of an organisation (统一社会信用代码, GB 32100)."""

from dataclasses import dataclass

from yitang.kernel.errors import Refusal
from yitang.kernel.text import identifier

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class CreditCodeInvalid(Refusal):
    """Not 18 of the allowed signs, or a wrong check sign."""

    code = "credit_code_invalid"
    zh = "统一社会信用代码不对，请对照营业执照核对。"
    en = "The unified social credit code is wrong; compare it with the business licence."


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A valid code."""

    number: str

    @property
    def last4(self) -> str:
        """The last four signs."""
        return self.number[-4:]


def check_sign(body: str) -> str:
    """The check sign of 17 signs: weights 3^i mod 31."""
    total = sum(SIGNS.index(sign) * pow(3, i, 31) for i, sign in enumerate(body))
    return SIGNS[(31 - total % 31) % 31]


def parse(text: str) -> CreditCode:
    """Read a code as typed.

    Raises: CreditCodeInvalid.
    """
    number = identifier(text)
    if len(number) != 18 or any(sign not in SIGNS for sign in number) or check_sign(number[:17]) != number[17]:
        raise CreditCodeInvalid
    return CreditCode(number)
