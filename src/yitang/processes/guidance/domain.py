"""What a guide sees of the papers somebody has in hand, and the one list of what is to be brought."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from yitang.kernel.plate_number import PROVINCES

# How a guide marks a paper that he looked for.
MARKS = {"seen": ("见到", "Seen"), "missing": ("没有", "Missing"), "doubtful": ("有疑问", "Doubtful")}
CHANNELS = {"hall": ("大厅", "In the hall"), "phone": ("电话", "By phone")}
# What became of a question (首问).
OUTCOMES = {
    "answered": ("当场答清", "Answered on the spot"), "number": ("取号办理", "Took a number"), "online": ("指到网上办", "Shown how to do it online"),
    "elsewhere": ("指到别处办", "Shown another place"), "bring": ("要补材料再来", "Has to come again with papers"),
}  # fmt: skip
COMES_AGAIN = "bring"
# Numbers that stand for somebody: of a card, a phone, a licence plate. A run of eight digits is no opening hour and no fee.
NAMES_SOMEBODY = re.compile(rf"\d{{8,}}|\d{{3,4}}[-— ]\d{{3,4}}[-— ]\d{{4}}|\d{{6,}}[Xx]\b|[{PROVINCES}][A-HJ-NP-Z][·. ]?[0-9A-HJ-NP-Z]{{5,6}}")
MOST_NOTE = 120


@dataclass(frozen=True, slots=True)
class Line:
    """One paper of a pre-check. ``key``: ``medical``, or ``id_agent.2`` for the second thing that one paper's row stands for.

    ``said``: the answers say that it is missing. ``mark``: how a guide marked it last, empty when nobody looked.
    """

    key: str
    material: str
    zh: str
    en: str
    cure_zh: str
    cure_en: str
    article: str
    when_zh: str
    when_en: str
    required: bool
    said: bool
    mark: str = ""
    marked_at: datetime | None = None

    @property
    def to_bring(self) -> bool:
        """Whether it still has to be brought: by the guide's eyes, or by what was said where he has not looked."""
        return self.mark in ("missing", "doubtful") or (not self.mark and self.said)

    @property
    def mark_words(self) -> tuple[str, str]:
        """How it was marked, in Chinese and English."""
        return MARKS.get(self.mark, ("", ""))


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A list that was given (一次性告知单): what was to be brought then, what stood against it, by which hall, when."""

    id: UUID
    business: str
    hall_id: UUID | None
    at: datetime
    lines: tuple[dict[str, str], ...]
    grounds: tuple[dict[str, str], ...]


def lines_of(missing: Sequence[Mapping[str, str]], materials: Sequence[Any], marks: Mapping[str, tuple[str, datetime]]) -> tuple[Line, ...]:
    """The papers of a business, those that are missing by the answers first and in their order. ``materials``: rows of the catalogue; ``marks``: by key."""
    counted: dict[str, int] = {}
    by_id = {m.id: m for m in materials}
    found = []
    for one in missing:
        n = counted[one["material"]] = counted.get(one["material"], 0) + 1
        key = one["material"] if n == 1 else f"{one['material']}.{n}"
        of = by_id.get(one["material"])
        when_zh, when_en = (of.when_zh, of.when_en) if of else ("", "")
        found.append(Line(key, one["material"], one["zh"], one["en"], one["cure_zh"], one["cure_en"], one["article"], when_zh, when_en, True, True))
    found += [
        Line(m.id, m.id, m.zh, m.en, m.where_zh, m.where_en, m.article, m.when_zh, m.when_en, m.required, False) for m in materials if m.id not in counted
    ]
    return tuple(_marked(line, marks.get(line.key)) for line in found)


def _marked(line: Line, mark: tuple[str, datetime] | None) -> Line:
    return line if mark is None else replace(line, mark=mark[0], marked_at=mark[1])


def told(lines: Sequence[Line]) -> list[dict[str, str]]:
    """What a slip says of each paper that is to be brought."""
    return [
        {"zh": one.zh, "en": one.en, "cure_zh": one.cure_zh, "cure_en": one.cure_en, "article": one.article, "mark": one.mark} for one in lines if one.to_bring
    ]


def names_somebody(note: str) -> bool:
    """Whether a note holds what stands for a person: the number of a card or phone, or a licence plate."""
    return NAMES_SOMEBODY.search(note) is not None


@dataclass(frozen=True, slots=True)
class HandOnRow:
    """A question that is being handed on: from whom, to whom; it counts once he accepts."""

    id: UUID
    from_account: UUID
    to_account: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """A question (咨询) that somebody asked. ``first_id``: who was asked first; ``owner_id``: who answers for it now.

    ``pointed_to``: the guide page (a business) or the article that was shown. ``ticket_id``: the number that came of it.
    """

    id: UUID
    trace_id: UUID
    channel: str
    business: str
    topic: str
    note: str
    first_id: UUID
    owner_id: UUID
    state: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None
    outcome: str
    pointed_to: str
    ticket_id: UUID | None
    hand_on: HandOnRow | None

    @property
    def took_s(self) -> float | None:
        """From the question to its answer, in seconds; nothing while it is open."""
        return (self.answered_at - self.asked_at).total_seconds() if self.answered_at else None

    @property
    def outcome_words(self) -> tuple[str, str]:
        """What became of it, in Chinese and English."""
        return OUTCOMES.get(self.outcome, ("", ""))


@dataclass(frozen=True, slots=True)
class AskedOften:
    """How often a question was asked in a time. ``again``: how many have to come again; ``mean_s``: from question to answer, of those answered."""

    business: str
    topic: str
    n: int
    again: int
    mean_s: float | None

    @property
    def again_percent(self) -> int:
        """How many of a hundred have to come again."""
        return round(100 * self.again / self.n)
