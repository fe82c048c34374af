"""A licence as it stands on a day, put together from its facts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

KINDS = ("classes", "term", "status", "cycles", "open", "document", "medical")


@dataclass(frozen=True, slots=True)
class Cycle:
    """One points cycle (记分周期) of 12 months. ``studied``: full points were followed by study and exam."""

    start: date
    points: int
    studied: bool


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """A licence. ``valid_until`` None = long term; ``term_years`` 6, 10 or 0 for long term; points cycles as recorded, also of terms before."""

    id: UUID
    person_id: UUID
    archive_number: str
    classes: tuple[str, ...]
    issued_at_office: str
    valid_from: date
    valid_until: date | None
    term_years: int
    statuses: frozenset[str]
    cycles: tuple[Cycle, ...]
    open_violations: int
    open_accidents: int
    medical_on: date | None
    medical_fit: bool
    document_serial: str
    deferred_until: date | None


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact with its three times, for the page that shows before and after."""

    kind: str
    value: dict[str, Any]
    true_from: date
    true_to: date | None
    known_at: datetime
    superseded_at: datetime | None


def day(text: str | None) -> date | None:
    """A date as facts hold it."""
    return date.fromisoformat(text) if text else None


def licence_row(licence: dict[str, Any], facts: dict[str, dict[str, Any]]) -> LicenceRow:
    """Put a licence together from the current facts by kind."""
    term, status = facts["term"], facts.get("status", {})
    open_, medical, document = facts.get("open", {}), facts.get("medical", {}), facts.get("document", {})
    valid_from = day(term["from"])
    assert valid_from is not None
    return LicenceRow(
        id=licence["id"], person_id=licence["person_id"], archive_number=licence["archive_number"],
        classes=tuple(facts["classes"]["classes"]), issued_at_office=term.get("office", ""),
        valid_from=valid_from, valid_until=day(term["until"]), term_years=term["years"],
        statuses=frozenset(status.get("statuses", ())),
        cycles=tuple(Cycle(date.fromisoformat(c["start"]), c["points"], c["studied"]) for c in facts.get("cycles", {}).get("cycles", ())),
        open_violations=open_.get("violations", 0), open_accidents=open_.get("accidents", 0),
        medical_on=day(medical.get("on")), medical_fit=medical.get("fit", False),
        document_serial=document.get("serial", ""), deferred_until=day(status.get("deferred_until")),
    )  # fmt: skip
