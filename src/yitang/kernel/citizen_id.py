"""Citizen ID numbers (公民身份号码, GB 11643): 18 digits with a check, and the 15 digits of the first generation."""

import re
from dataclasses import dataclass
from datetime import date

from yitang.kernel.errors import Refusal
from yitang.kernel.text import identifier

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
SHAPE = re.compile(r"\d{17}[\dX]|\d{15}", re.ASCII)


class CitizenIdInvalid(Refusal):
    """Not 18 (or 15) digits, a date that does not exist, or a wrong check digit."""

    code = "citizen_id_invalid"
    zh = "身份证号不对：{why_zh}"
    en = "The ID number is wrong: {why_en}"
    cure_zh = "请对照身份证逐位核对；18 位，最后一位可能是 X。"
    cure_en = "Compare it with the card digit by digit: 18 signs, the last may be X."


@dataclass(frozen=True, slots=True)
class CitizenId:
    """A valid number. ``number`` is normalised; 15 digits are a number of the past (before 1999)."""

    number: str

    @property
    def first_generation(self) -> bool:
        """Whether it has 15 digits."""
        return len(self.number) == 15

    def to_18(self) -> "CitizenId":
        """The 18-digit number that follows from a 15-digit one by rule; a person's real one may differ."""
        if not self.first_generation:
            return self
        body = f"{self.number[:6]}19{self.number[6:]}"
        return CitizenId(body + check_digit(body))

    @property
    def birth_on(self) -> date:
        """Date of birth."""
        full = self.to_18().number
        return date(int(full[6:10]), int(full[10:12]), int(full[12:14]))

    @property
    def is_female(self) -> bool:
        """Sex, by the parity of the third sign from the end of the 18."""
        return int(self.to_18().number[16]) % 2 == 0

    @property
    def last4(self) -> str:
        """The last four signs, which may be shown."""
        return self.number[-4:]

    def age_on(self, on: date) -> int:
        """Whole years on a day."""
        birth = self.birth_on
        return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def check_digit(body: str) -> str:
    """The check sign of 17 digits (ISO 7064 MOD 11-2)."""
    return CHECKS[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]


def parse(text: str) -> CitizenId:
    """Read a number as typed, in full-width digits or with a small x too.

    Raises: CitizenIdInvalid, which says what is wrong.
    """
    number = identifier(text)
    if not SHAPE.fullmatch(number):
        raise CitizenIdInvalid(why_zh="应为 18 位数字（末位可为 X）", why_en="it should have 18 digits (the last may be X)")
    if len(number) == 18 and check_digit(number[:17]) != number[17]:
        raise CitizenIdInvalid(why_zh="校验位不符，可能有一位输错", why_en="the check digit does not fit; one digit is mistyped")
    found = CitizenId(number)
    try:
        born = found.birth_on
    except ValueError as fault:
        raise CitizenIdInvalid(why_zh="出生日期不存在", why_en="its birth date does not exist") from fault
    if born.year < 1850:
        raise CitizenIdInvalid(why_zh="出生日期不可能", why_en="its birth date is impossible")
    return found
