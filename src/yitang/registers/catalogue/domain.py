"""What the catalogue says, as values; the text of the orders by article; finding a business in everyday words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九")}
HEAD = re.compile(r"^第([零一二三四五六七八九十百]+)条\s")
CITED = re.compile(r"R(16[24]) Art\.([\d,\-]+)")
# Where an agent's papers and everybody's identity papers are named for all businesses of an order.
FOR_ALL = {"164": (86, 89), "162": (105, 109)}


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A paper that one business asks for; ``article`` is where an order names it, empty when none of the cited ones does."""

    id: str
    zh: str
    en: str
    required: bool
    when_zh: str
    when_en: str
    e_replaceable: bool
    deferrable: bool
    verified: bool
    article: str
    where_zh: str
    where_en: str
    minutes: int


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One fee in fen."""

    code: str
    zh: str
    en: str
    fen: int
    unit_zh: str
    unit_en: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a business, in the citizen's words."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class InPerson:
    """That no agent can apply for a business: article and its words, what to say, and the exception with its words."""

    article: str
    words: str
    zh: str
    en: str
    unless_words: str
    unless_zh: str
    unless_en: str


@dataclass(frozen=True, slots=True)
class BusinessRow:
    """One business of the catalogue (业务). ``limit_days`` are working days from acceptance; ``offered`` = carried through here."""

    code: str
    zh: str
    en: str
    category: str
    basis: str
    materials: tuple[MaterialRow, ...]
    steps: tuple[Step, ...]
    fees: tuple[FeeRow, ...]
    plate_fees: tuple[FeeRow, ...]
    provincial_fee: bool
    limit_days: int | None
    issued: tuple[str, ...]
    agent: str
    online: str
    vehicle_shown: str
    where_zh: str
    where_en: str
    conditions: tuple[Step, ...]
    everyday: tuple[str, ...]
    unverified: tuple[str, ...]
    offered: bool
    note: str
    in_person: InPerson | None = None

    @property
    def fee_fen(self) -> int:
        """The sum of the fees that do not depend on the vehicle, in fen."""
        return sum(fee.fen for fee in self.fees)

    @property
    def endorses(self) -> bool:
        """Whether its result is an entry on the registration certificate (签注), not a document of its own."""
        return self.issued == ("登记证书签注",)


@dataclass(frozen=True, slots=True)
class Hit:
    """A business that was found, and the words that matched."""

    business: BusinessRow
    why: str
    score: float


def number(numeral: str) -> int:
    """The value of a Chinese numeral below 1000: 一百零五 → 105."""
    total, digit = 0, 0
    for sign in numeral:
        if sign in NUMERALS:
            digit = NUMERALS[sign]
        else:
            total += (digit or 1) * {"十": 10, "百": 100}[sign]
            digit = 0
    return total + digit


def articles(text: str) -> dict[int, str]:
    """The text of an order by article number."""
    found: dict[int, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        head = HEAD.match(line)
        if head:
            current = found.setdefault(number(head[1]), [])
        if line.startswith("#"):
            current = None
        if current is not None and line.strip():
            current.append(line.strip())
    return {n: "\n".join(lines) for n, lines in found.items()}


def cited(basis: str) -> list[tuple[str, int]]:
    """The articles that a legal basis names: ``R164 Art.31-32,35`` → 31, 32, 35 of order 164."""
    found: list[tuple[str, int]] = []
    for order, list_ in CITED.findall(basis):
        for part in filter(None, list_.split(",")):
            first, _, last = part.partition("-")
            found += [(order, n) for n in range(int(first), int(last or first) + 1)]
    return found


def source_of(words: Iterable[str], basis: str, orders: Mapping[str, Mapping[int, str]]) -> str:
    """The first cited article that names a paper by one of its words; the articles for all businesses count as cited.

    Returns: ``R164 Art.32``, or nothing when no cited article names it.
    """
    places = cited(basis)
    places += [(order, n) for order in dict.fromkeys(o for o, _ in places) for n in FOR_ALL[order]]
    for order, n in places:
        text = orders[order].get(n, "")
        if any(word in text for word in words):
            return f"R{order} Art.{n}"
    return ""


def plain(text: str) -> str:
    """Search text without spaces and case."""
    return re.sub(r"[\s'·,，。？?！!]+", "", text).lower()


def bigrams(text: str) -> set[str]:
    """Pairs of neighbouring signs; a single sign is its own pair."""
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


def score(asked: str, business: BusinessRow, spoken: tuple[str, ...]) -> tuple[float, str]:
    """How well a business answers to what was asked (0 to 1), and the word that matched. ``spoken``: its names in pinyin and initials.

    Names and everyday words by shared pairs of signs, pinyin and initials by prefix; part of a word counts by its share.
    """
    best, why = 0.0, ""
    for term in (business.zh, *business.everyday, business.en, business.code):
        candidate = plain(term)
        if asked == candidate:
            found = 1.0
        elif asked in candidate or candidate in asked:
            found = 0.6 + 0.35 * min(len(asked), len(candidate)) / max(len(asked), len(candidate))
        else:
            mine, theirs = bigrams(asked), bigrams(candidate)
            found = 0.75 * 2 * len(mine & theirs) / (len(mine) + len(theirs))
        if found > best:
            best, why = found, term
    for term in spoken if len(asked) >= 2 else ():
        found = 0.5 + 0.45 * len(asked) / len(term)
        if term.startswith(asked) and found > best:
            best, why = found, term
    return best, why
