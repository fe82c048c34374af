"""Vehicle identification numbers (车辆识别代号, GB 16735)."""

import re
from dataclasses import dataclass

from yitang.kernel.errors import Refusal
from yitang.kernel.text import identifier

SHAPE = re.compile(r"[0-9A-HJ-NPR-Z]{17}", re.ASCII)
VALUES = {
    **{str(n): n for n in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


class VinInvalid(Refusal):
    """Not 17 of the allowed signs."""

    code = "vin_invalid"
    zh = "车辆识别代号应为 17 位，没有字母 I、O、Q。"
    en = "A VIN has 17 signs and no letters I, O, Q."


@dataclass(frozen=True, slots=True)
class Vin:
    """A VIN; ``check_fits`` is a warning only: old and imported vehicles may not have a check digit."""

    number: str
    check_fits: bool

    @property
    def last6(self) -> str:
        """What may be shown."""
        return self.number[-6:]


def check_digit(number: str) -> str:
    """The sign that belongs at the ninth place."""
    rest = sum(w * VALUES[sign] for w, sign in zip(WEIGHTS, number, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def parse(text: str) -> Vin:
    """Read a VIN as typed.

    Raises: VinInvalid.
    """
    number = identifier(text)
    if not SHAPE.fullmatch(number):
        raise VinInvalid
    return Vin(number, check_digit(number) == number[8])
