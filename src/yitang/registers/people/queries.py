"""Reading people: masked, and found only by an exact number."""

from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import citizen_id, masking
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import look
from yitang.platform.database.public import new_id, row, rows, transaction
from yitang.platform.disclosure.public import show_people
from yitang.platform.identity.public import Place, allow, may
from yitang.platform.keys.public import blind_indexes, unwrap
from yitang.registers.people.access import FIND, UNMASK
from yitang.registers.people.domain import DocumentRow, PersonRow, kind_and_number
from yitang.registers.people.errors import NobodyFound, ReasonNeeded
from yitang.registers.people.misses import miss, stop_after_misses

PERSON = """
SELECT p.id, p.kind, p.name, d.id AS document_id, d.kind AS document_kind, d.last4, d.number_cipher, f.masked
FROM people_person p
JOIN LATERAL (
    SELECT id, kind, last4, number_cipher FROM people_document WHERE person_id = p.id AND true_to IS NULL
    ORDER BY (kind = 'id15'), known_at DESC LIMIT 1
) d ON true
LEFT JOIN people_phone f ON f.person_id = p.id AND f.true_to IS NULL
"""
# Matches are followed both ways and on: who was matched with the same one is the same one.
OWN = """
WITH RECURSIVE own AS (
    SELECT %s::uuid AS id
    UNION
    SELECT m.id FROM own JOIN LATERAL (
        SELECT other_id AS id FROM people_match WHERE kept_id = own.id UNION ALL SELECT kept_id FROM people_match WHERE other_id = own.id
    ) m ON true
)
SELECT id FROM own
"""


def _row(found: dict[str, Any]) -> PersonRow:
    birth: date | None = None
    if found["document_kind"] in ("id18", "id15"):
        number = unwrap(found["number_cipher"], f"people_document:number_cipher:{found['document_id']}").decode()
        birth = citizen_id.CitizenId(number).birth_on
    # Organisations are not persons in the sense of the law on personal data: their names are public.
    natural = found["kind"] == "natural"
    name = masking.name(found["name"]) if natural else found["name"]
    staff = masking.staff_name(found["name"]) if natural else found["name"]
    return PersonRow(found["id"], found["kind"], name, found["document_kind"], found["last4"], birth, found["masked"] or "", staff)


def person(person_id: UUID) -> PersonRow:
    """One person, masked; the caller has checked that the viewer's work concerns this person.

    Raises: NobodyFound.
    """
    found = row(f"{PERSON} WHERE p.id = %s", [person_id])
    if found is None:
        raise NobodyFound
    return _row(found)


def people(person_ids: list[UUID]) -> dict[UUID, PersonRow]:
    """Several persons in one read, masked."""
    return {r["id"]: _row(r) for r in rows(f"{PERSON} WHERE p.id = ANY(%s)", [person_ids])}


def id_of_number(text: str) -> UUID | None:
    """Who holds this number, or held it last, for the program's own use (sign-in by code, a card that a reader read). Never shown as such.

    Raises: CitizenIdInvalid, CreditCodeInvalid for a number that cannot be one.
    """
    _, number = kind_and_number(text)
    found = row(
        "SELECT coalesce(m.kept_id, d.person_id) AS id FROM people_document d "
        "LEFT JOIN people_match m ON m.other_id = d.person_id "
        "WHERE d.number_index = %s OR d.number_index_even = %s ORDER BY d.true_to DESC NULLS FIRST LIMIT 1",
        blind_indexes("id", number),
    )
    return found["id"] if found else None


def find_by_number(viewer: Viewer, text: str, purpose: str) -> PersonRow:
    """Staff look for a person by the exact number, for a stated purpose; each hit is a recorded look.

    Raises: CitizenIdInvalid, PostMayNot, TooManyMisses, NobodyFound, BudgetSpent.
    """
    allow(viewer, FIND)
    stop_after_misses(viewer, purpose)
    person_id = id_of_number(text)
    if person_id is None:
        miss(viewer)
        raise NobodyFound
    with transaction():
        look(viewer, "person", person_id, purpose, person_id)
        show_people(viewer, [person_id])
        return person(person_id)


def unmask(viewer: Viewer, person_id: UUID, field: str, reason: str) -> str:
    """One full value (``name``, ``number`` or ``phone``) for one reason; the look is recorded in the same transaction.

    Raises: PostMayNot, ReasonNeeded, NobodyFound, BudgetSpent; FreshFactorNeeded when the session's second factor was proved too long ago.
    """
    allow(viewer, UNMASK)
    if len(reason.strip()) < 2:
        raise ReasonNeeded
    with transaction():
        may(viewer, UNMASK, Place())
        look(viewer, f"person.{field}", person_id, reason, person_id)
        show_people(viewer, [person_id])
        return clear(person_id, field)


def clear(person_id: UUID, field: str) -> str:
    """A full value for a document or for the person himself; whoever calls this records why.

    Raises: NobodyFound.
    """
    if field == "name":
        found = row("SELECT name FROM people_person WHERE id = %s", [person_id])
        if found:
            return str(found["name"])
    elif field == "phone":
        found = row("SELECT id, number_cipher FROM people_phone WHERE person_id = %s AND true_to IS NULL", [person_id])
        if found:
            return unwrap(found["number_cipher"], f"people_phone:number_cipher:{found['id']}").decode()
    else:
        found = row(f"{PERSON} WHERE p.id = %s", [person_id])
        if found:
            return unwrap(found["number_cipher"], f"people_document:number_cipher:{found['document_id']}").decode()
    raise NobodyFound


def phone_for_notice(person_id: UUID | None) -> str | None:
    """The full registered phone, to be handed to ``notices.send`` and shown nowhere; nobody and no phone take the same time."""
    try:
        return clear(person_id or new_id(), "phone")
    except NobodyFound:
        return None


def documents(person_id: UUID) -> list[DocumentRow]:
    """Identity documents of a person over time, newest first, masked."""
    found = rows("SELECT id, kind, last4, true_from, true_to FROM people_document WHERE person_id = %s ORDER BY true_from DESC", [person_id])
    return [DocumentRow(**r) for r in found]


def own_persons(person_id: UUID) -> frozenset[UUID]:
    """The person and every other entry of the register that was matched with it, whichever of them was kept."""
    return frozenset(r["id"] for r in rows(OWN, [person_id]))
