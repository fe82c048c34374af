"""What a printed paper is, what its signed code says, and how a copy is marked."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

# In the stored rendering, where the mark of a copy goes; a browser shows nothing there.
PLACE_OF_MARK = "<!--copy-->"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``letter``: of its numbers; ``last4``: of the ID number or VIN, "" when the paper names nobody; ``until``: last day, None = open."""

    kind: str
    letter: str
    office_id: UUID
    thing_id: UUID
    last4: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a layout puts on the paper: its number, the signed statement for its code, and the day."""

    number: str
    statement: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A printed paper. ``digest``: SHA-256 of its rendering as hex; ``revoked_at`` and ``reason`` of its revocation."""

    id: UUID
    kind: str
    number: str
    office_id: UUID
    thing_id: UUID
    last4: str
    issued_on: date
    until_on: date | None
    statement: str
    digest: str
    account_id: UUID
    made_at: datetime
    revoked_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PrintingRow:
    """One printing: ``n`` 0 is the original, 1 and above are copies with their reason."""

    n: int
    digest: str
    reason: str
    account_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """What a signed code says of its paper (security: kind, reference, last four signs, dates)."""

    kind: str
    number: str
    last4: str
    issued: str
    until: str


def body_of(said: Statement) -> bytes:
    """The bytes that are signed; they begin with a word of their own, so that they cannot be taken for a licence's statement."""
    return json.dumps(["paper", VERSION, said.kind, said.number, said.last4, said.issued, said.until], separators=(",", ":")).encode()


def read_body(body: bytes) -> Statement:
    """What signed bytes say.

    Raises: ValueError for anything else.
    """
    word, version, *said = json.loads(body)
    if word != "paper" or version != VERSION or len(said) != 5 or not all(isinstance(one, str) for one in said):
        raise ValueError(word)
    return Statement(*said)


def as_copy(rendering: bytes, n: int, on: date) -> bytes:
    """The same rendering with the mark of a copy: nothing else in it changes.

    Raises: ValueError for a rendering that has not exactly one place for the mark.
    """
    return _marked(rendering, f'副本 第 {n} 次重印 {on.isoformat()} <span lang="en">Copy no. {n}</span>')


def as_electronic(rendering: bytes) -> bytes:
    """The same with the mark of what is shown on a phone, not given as paper.

    Raises: ValueError as ``as_copy``.
    """
    return _marked(rendering, '电子件 <span lang="en">Electronic copy</span>')


def _marked(rendering: bytes, words: str) -> bytes:
    place = PLACE_OF_MARK.encode()
    if rendering.count(place) != 1:
        raise ValueError(words)
    return rendering.replace(place, f'<p class="copy-mark">{words}</p>'.encode())
