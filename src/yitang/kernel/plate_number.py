"""Plate numbers as values (GA 36-2018 §5): province, letter of the issuing office, serial without I and O, kind with its colour."""

import re
from dataclasses import dataclass

from yitang.kernel.errors import Refusal
from yitang.kernel.text import identifier

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
SERIAL = "[0-9A-HJ-NP-Z]"
LAST = "[0-9A-HJ-NP-Z挂学警港澳]"
ORDINARY = re.compile(rf"([{PROVINCES}])([A-HJ-NP-Z])({SERIAL}{{4}}{LAST})")
# Letters of pure electric (A to E) and other new energy (F to K), first in small cars, last in large ones.
SMALL_ENERGY = re.compile(rf"([{PROVINCES}])([A-HJ-NP-Z])([A-HJK]{SERIAL}[0-9]{{4}})")
LARGE_ENERGY = re.compile(rf"([{PROVINCES}])([A-HJ-NP-Z])([0-9]{{5}}[A-HJK])")
COLOURS = {
    "blue": "蓝牌", "yellow": "黄牌", "green": "绿牌", "yellow-green": "黄绿牌", "white": "白牌", "black": "黑牌",
}  # fmt: skip


class PlateNumberInvalid(Refusal):
    """Not a plate number."""

    code = "plate_number_invalid"
    zh = "号牌号码不对，例如 川S12345；字母没有 I 和 O。"
    en = "The plate number is wrong; for example 川S12345; there are no letters I and O."


@dataclass(frozen=True, slots=True)
class PlateNumber:
    """A plate number; ``colour`` follows from its form and, for large cars, from ``large``."""

    province: str
    authority: str
    serial: str
    colour: str

    @property
    def full(self) -> str:
        """As it is written without the dot."""
        return f"{self.province}{self.authority}{self.serial}"

    @property
    def masked(self) -> str:
        """川S·**345 for screens in the hall."""
        return f"{self.province}{self.authority}·**{self.serial[2:]}"

    @property
    def colour_zh(self) -> str:
        """The colour in words, for screen readers."""
        return COLOURS[self.colour]


def parse(text: str, large: bool = False) -> PlateNumber:
    """Read a plate number as typed, with or without the dot.

    Raises: PlateNumberInvalid.
    """
    plain = identifier(text).replace("·", "").replace(".", "").replace("-", "")
    for form, colour in ((LARGE_ENERGY, "yellow-green"), (SMALL_ENERGY, "green")):
        found = form.fullmatch(plain)
        if found:
            return PlateNumber(found[1], found[2], found[3], colour)
    found = ORDINARY.fullmatch(plain)
    if not found:
        raise PlateNumberInvalid
    last = found[3][-1]
    colour = {"警": "white", "港": "black", "澳": "black", "学": "yellow", "挂": "yellow"}.get(last, "yellow" if large else "blue")
    return PlateNumber(found[1], found[2], found[3], colour)
