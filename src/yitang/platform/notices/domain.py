"""Templates as data, the text of a notice, what a gateway's answer means, when to try again."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yitang.platform.notices.errors import AnswerWrong, NumberRefused

# Every message says this, so that a caller who asks for money is known by it.
NEVER_ZH = "车管所不会通过电话或短信要您付款"
NEVER_EN = "The office never asks for money by phone"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
LINK = re.compile(r"(?i)\w*://|www\.")
MOST_VALUE = 400
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


class TemplateWrong(ValueError):
    """A template without the sentence about money, or with other placeholders than it declares."""


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of notice: its name, what is said in both languages, how long it is worth sending (seconds)."""

    key: str
    name_zh: str
    name_en: str
    zh: str
    en: str
    values: frozenset[str]
    lives_s: int

    def __post_init__(self) -> None:
        if NEVER_ZH not in self.zh or NEVER_EN not in self.en:
            raise TemplateWrong(f"{self.key}: says nothing about money")
        for text in (self.zh, self.en):
            if not set(PLACEHOLDER.findall(text)) <= self.values or set("{}") & set(PLACEHOLDER.sub("", text)):
                raise TemplateWrong(f"{self.key}: other placeholders than {sorted(self.values)}")
        if set(PLACEHOLDER.findall(self.zh + self.en)) != set(self.values):
            raise TemplateWrong(f"{self.key}: declares what it does not say")


@dataclass(frozen=True, slots=True)
class Message:
    """What a gateway gets: the key under which it counts once, the full number, the text."""

    key: UUID
    template: str
    phone: str
    phone_masked: str
    text: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The gateway took the message of this key."""

    key: UUID
    reference: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A message as the demo's inbox page shows it; ``zh`` and ``en`` are its two halves."""

    key: UUID
    name_zh: str
    name_en: str
    phone_masked: str
    zh: str
    en: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """Where a notice stands."""

    id: UUID
    template: str
    phone_masked: str
    state: str
    tries: int
    fault: str
    created_at: datetime


def plain(value: object) -> str:
    """A value as it may stand in a message: one line, no invisible signs, no link, at most 400 signs; what was longer ends with … (ASVS 1.3.3)."""
    kept = "".join(" " if sign.isspace() else sign for sign in str(value))
    kept = "".join(sign for sign in kept if unicodedata.category(sign) not in UNSEEN)
    kept = " ".join(LINK.sub(" ", kept).split())
    return kept if len(kept) <= MOST_VALUE else f"{kept[: MOST_VALUE - 1]}…"


def fill(template: Template, values: Mapping[str, object]) -> str:
    """The whole text, Chinese first. A value is never read as a template.

    Raises: TemplateWrong when a value is missing or one too many is there.
    """
    if set(values) != set(template.values):
        raise TemplateWrong(f"{template.key}: wants {sorted(template.values)}, got {sorted(values)}")
    said = {name: plain(value) for name, value in values.items()}
    return "\n".join(PLACEHOLDER.sub(lambda found: said[found.group(1)], half) for half in (template.zh, template.en))


def read_answer(key: UUID, answer: bytes) -> Receipt:
    """What a gateway answered; it is input from outside and believed in one form only.

    Raises: AnswerWrong, NumberRefused.
    """
    try:
        said = json.loads(answer[:4096])
        status, about, reference = said["status"], said["key"], said["reference"]
    except (ValueError, KeyError, TypeError) as fault:
        raise AnswerWrong from fault
    if about != str(key):
        raise AnswerWrong
    if status == "refused":
        raise NumberRefused
    if status != "taken" or not isinstance(reference, str) or not re.fullmatch(r"[\x21-\x7e]{1,60}", reference):
        raise AnswerWrong
    return Receipt(key, reference)


def pause_s(tries: int, first_s: float, most_s: float) -> float:
    """Seconds until the next try after so many: doubling, up to a limit."""
    return min(most_s, first_s * 2.0 ** min(max(tries - 1, 0), 30))
