"""Writing people: who becomes known, and which two entries are one person."""

from datetime import date
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.masking import phone as masked_phone
from yitang.kernel.text import clean, identifier
from yitang.platform.audit.public import Act
from yitang.platform.database.public import PEPPER, execute, lock, lock_shared, new_id
from yitang.platform.keys.public import blind_indexes, wrap
from yitang.registers.people.domain import kind_and_number
from yitang.registers.people.errors import NumberTaken


def register_person(this: Act, kind: str, name: str, number: str, phone: str, true_from: date) -> UUID:
    """A person with the first identity document and phone, inside the caller's act. Returns: the person's id.

    Raises: CitizenIdInvalid, CreditCodeInvalid, NumberTaken, TextTooLong, TextHasControls.
    """
    person_id = new_id()
    execute(
        "INSERT INTO people_person (id, kind, name, known_at) VALUES (%s, %s, %s, %s)",
        [person_id, kind, clean(name), clock.now()],
    )
    add_document(this, person_id, number, true_from)
    if phone:
        set_phone(person_id, phone, true_from)
    return person_id


def add_document(this: Act, person_id: UUID, number: str, true_from: date, true_to: date | None = None) -> UUID:
    """One more identity document of a person, inside the caller's act. Returns: its id.

    Raises: NumberTaken, CitizenIdInvalid, CreditCodeInvalid.
    """
    kind, normal = kind_and_number(number)
    document_id = new_id()
    # Held to the end of the caller's act: a pepper is put away when nobody writes under it alone.
    lock_shared(PEPPER, "id")
    written = execute(
        "INSERT INTO people_document (id, person_id, kind, number_cipher, number_index, number_index_even, last4, true_from, true_to, known_at, act_id) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [
            document_id, person_id, kind, wrap(normal.encode(), f"people_document:number_cipher:{document_id}"),
            *blind_indexes("id", normal), normal[-4:], true_from, true_to, clock.now(), this.id,
        ],
    )  # fmt: skip
    if not written:
        raise NumberTaken
    return document_id


def set_phone(person_id: UUID, phone: str, true_from: date) -> None:
    """The registered phone from a day on; the former one is closed."""
    number = identifier(phone)
    phone_id = new_id()
    # Held to the end of the caller's act: two new phones at once become one after the other, not one and a fault.
    lock("people.phone", person_id)
    lock_shared(PEPPER, "phone")
    execute("UPDATE people_phone SET true_to = %s WHERE person_id = %s AND true_to IS NULL", [true_from, person_id])
    execute(
        "INSERT INTO people_phone (id, person_id, number_cipher, number_index, number_index_even, masked, true_from, known_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            phone_id, person_id, wrap(number.encode(), f"people_phone:number_cipher:{phone_id}"), *blind_indexes("phone", number),
            masked_phone(number), true_from, clock.now(),
        ],
    )  # fmt: skip


def match_persons(this: Act, kept: UUID, other: UUID, evidence: str) -> None:
    """Two entries of the register are one person; both stay readable, searches lead to the kept one."""
    execute(
        "INSERT INTO people_match (id, kept_id, other_id, evidence, act_id, at) VALUES (%s, %s, %s, %s, %s, %s)",
        [new_id(), kept, other, clean(evidence), this.id, clock.now()],
    )
