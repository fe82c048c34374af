"""Reading pre-checks: one's own, one of a number, the list that a slip proves."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.identity.public import NotYours, Place, allow, can, guessed_wrong, may, stop_guessing
from yitang.platform.keys.public import digest_token
from yitang.processes.guidance.access import ADD_PHOTO, SEE
from yitang.processes.guidance.domain import Line, SlipRow, lines_of
from yitang.processes.queue.public import ticket
from yitang.registers.catalogue.public import business

PRECHECK = """
SELECT p.id, p.findings, p.at, c.business, c.trace_id, c.session_id, c.account_id, c.hall_id, led.ticket_id, led.hall_id AS led_hall
FROM guidance_precheck p JOIN guidance_consultation c ON c.id = p.consultation_id
LEFT JOIN LATERAL (SELECT ticket_id, hall_id FROM guidance_led l WHERE l.precheck_id = p.id ORDER BY l.at DESC LIMIT 1) led ON true
"""
MARKS_OF = "SELECT DISTINCT ON (paper) paper, state, at FROM guidance_mark WHERE precheck_id = %s ORDER BY paper, at DESC, id DESC"


@dataclass(frozen=True, slots=True)
class PrecheckRow:
    """A pre-check as it was recorded. ``account_id``: of the member of staff who made it; ``ticket_id``: the last number that was taken with it."""

    id: UUID
    business: str
    missing: tuple[dict[str, str], ...]
    grounds: tuple[dict[str, str], ...]
    trace_id: UUID
    at: datetime
    account_id: UUID | None = None
    ticket_id: UUID | None = None

    @property
    def ready(self) -> bool:
        """Whether nothing is missing and nothing stands against it, by what was said."""
        return not self.missing and not self.grounds


def _row(found: dict[str, Any]) -> PrecheckRow:
    kept: dict[str, Any] = json.loads(found["findings"]) if isinstance(found["findings"], str) else found["findings"]
    return PrecheckRow(
        found["id"], found["business"], tuple(kept["missing"]), tuple(kept["grounds"]), found["trace_id"], found["at"], found["account_id"], found["ticket_id"]
    )


def place_of(found: dict[str, Any]) -> Place:
    """Where a pre-check lies: with the phone that made it; in the hall where it was made, or where a number was taken with it."""
    return Place((), found["led_hall"] or found["hall_id"], session_ids=frozenset({found["session_id"]} - {None}))


def load(viewer: Viewer, precheck_id: UUID, act: str) -> tuple[PrecheckRow, Place]:
    """A pre-check for who may do this act with it.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, act)
    found = row(f"{PRECHECK} WHERE p.id = %s", [precheck_id])
    if found is None:
        raise NotYours
    place = place_of(found)
    may(viewer, act, place)
    return _row(found), place


def own_precheck(viewer: Viewer, precheck_id: UUID) -> PrecheckRow:
    """A pre-check for the phone that made it, and for the staff of its hall.

    Raises: PostMayNot, NotYours.
    """
    return load(viewer, precheck_id, SEE)[0]


def can_photograph(viewer: Viewer, precheck_id: UUID) -> bool:
    """Whether the viewer may add photos to it, for the page."""
    found = row(f"{PRECHECK} WHERE p.id = %s", [precheck_id])
    return found is not None and can(viewer, ADD_PHOTO, place_of(found))


def precheck_of_ticket(viewer: Viewer, ticket_id: UUID) -> PrecheckRow | None:
    """The pre-check with which a number was taken, for who may see the number.

    Raises: PostMayNot, NotYours.
    """
    held = ticket(viewer, ticket_id)
    found = row(f"{PRECHECK} WHERE p.id = (SELECT precheck_id FROM guidance_led WHERE ticket_id = %s)", [held.id])
    return _row(found) if found else None


def papers(found: PrecheckRow) -> tuple[Line, ...]:
    """The papers of a pre-check that the caller has loaded for its viewer, with how a guide marked each last."""
    marks = {r["paper"]: (r["state"], r["at"]) for r in rows(MARKS_OF, [found.id])}
    return lines_of(found.missing, business(found.business).materials, marks)


def slip(viewer: Viewer, reference: str, address: str = "") -> SlipRow:
    """The list behind a slip: who holds the 128-bit reference reads it; it names nobody.

    Raises: NotYours, TooManyGuesses for who tried too many.
    """
    stop_guessing(viewer, address)
    found = row(
        "SELECT s.id, c.business, c.hall_id, s.at, s.lines, s.grounds FROM guidance_slip s JOIN guidance_precheck p ON p.id = s.precheck_id "
        "JOIN guidance_consultation c ON c.id = p.consultation_id WHERE s.reference_digest = %s",
        [digest_token(reference[:64])],
    )
    if found is None:
        guessed_wrong(viewer, address)
        raise NotYours
    said = {name: tuple(json.loads(found[name]) if isinstance(found[name], str) else found[name]) for name in ("lines", "grounds")}
    return SlipRow(found["id"], found["business"], found["hall_id"], found["at"], said["lines"], said["grounds"])
