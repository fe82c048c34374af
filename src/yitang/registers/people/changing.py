"""A new name, number or phone of a person: proposed when a case is accepted, true from the day on which it is issued.

They lie encrypted with what was before, so that a case keeps none of them, and the register its own history.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel import citizen_id, masking
from yitang.kernel.text import clean, identifier
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id, row, rows
from yitang.platform.keys.public import blind_indexes, unwrap, wrap
from yitang.registers.people.errors import ChangeMadeAlready, NobodyFound
from yitang.registers.people.operations import add_document, set_phone
from yitang.registers.people.queries import clear, id_of_number, own_persons


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of a person's name, number or phone, masked. ``name_masked``, ``last4``, ``phone_masked``: the new ones, "" where that stays.

    ``taken``: another entry of the register holds the new number now. ``true_from``: None until it is made.
    """

    id: UUID
    person_id: UUID
    name_masked: str
    last4: str
    phone_masked: str
    taken: bool
    true_from: date | None


def propose_change(this: Act, person_id: UUID, name: str, number: str, phone: str = "") -> UUID:
    """Keep a new name, number or phone ("" = stays) until the case that asks for it is issued, in the caller's act. Returns: the change's id.

    Raises: CitizenIdInvalid, TextTooLong, TextHasControls.
    """
    change_id = new_id()
    normal = citizen_id.parse(number).number if number else ""
    execute(
        "INSERT INTO people_change (id, person_id, name_cipher, number_cipher, phone_cipher, proposed_at, proposed_by) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [
            change_id, person_id, wrap(clean(name).encode(), f"people_change:name_cipher:{change_id}") if name else None,
            wrap(normal.encode(), f"people_change:number_cipher:{change_id}") if normal else None,
            wrap(identifier(phone).encode(), f"people_change:phone_cipher:{change_id}") if phone else None, this.at, this.id,
        ],
    )  # fmt: skip
    return change_id


def what_changes(person_id: UUID, name: str, number: str) -> tuple[str, str]:
    """What of a name and a number, as typed at the desk, is another than the register has; "" for what stays. What it has leaves it not.

    Raises: CitizenIdInvalid, TextTooLong, TextHasControls, NobodyFound.
    """
    said, normal = clean(name), citizen_id.parse(number).number if number.strip() else ""
    return "" if said == clear(person_id, "name") else said, "" if normal == clear(person_id, "number") else normal


def _proposed(found: dict[str, Any], column: str) -> str:
    return unwrap(found[column], f"people_change:{column}:{found['id']}").decode() if found[column] else ""


def change(change_id: UUID) -> ChangeRow:
    """One change, masked; the caller has checked that the viewer's work concerns the person.

    Raises: NobodyFound.
    """
    found = row("SELECT id, person_id, name_cipher, number_cipher, phone_cipher, true_from FROM people_change WHERE id = %s", [change_id])
    if found is None:
        raise NobodyFound
    name, number, phone = (_proposed(found, column) for column in ("name_cipher", "number_cipher", "phone_cipher"))
    return ChangeRow(
        found["id"], found["person_id"], masking.name(name) if name else "", number[-4:], masking.phone(phone) if phone else "",
        number_is_taken(found["person_id"], number), found["true_from"],
    )  # fmt: skip


def number_is_taken(person_id: UUID, number: str) -> bool:
    """Whether a number is that of another entry of the register, now or before."""
    return bool(number) and id_of_number(number) not in (None, person_id)


def make_change(this: Act, change_id: UUID, on: date) -> None:
    """The new name, number and phone are true from a day on, in the caller's act; former document and phone are closed, the former name kept beside.

    Held to the end of the act: the person's row, so that two changes of one person come one after the other.

    Raises: ChangeMadeAlready, NumberTaken, NobodyFound.
    """
    found = row("SELECT id, person_id, name_cipher, number_cipher, phone_cipher FROM people_change WHERE id = %s", [change_id])
    if found is None:
        raise NobodyFound
    person_id = found["person_id"]
    row("SELECT 1 AS there FROM people_person WHERE id = %s FOR UPDATE", [person_id])
    name, number, former = _proposed(found, "name_cipher"), _proposed(found, "number_cipher"), clear(person_id, "name")
    kept = wrap(former.encode(), f"people_change:former_cipher:{change_id}") if name else None
    made = execute(
        "UPDATE people_change SET true_from = %s, former_cipher = %s, made_by = %s WHERE id = %s AND true_from IS NULL", [on, kept, this.id, change_id]
    )
    if not made:
        raise ChangeMadeAlready
    if name:
        execute("UPDATE people_person SET name = %s WHERE id = %s", [name, person_id])
    if number:
        # The number may stand with another entry that was matched with him: it is his, and comes over.
        execute(
            "UPDATE people_document SET true_to = %s WHERE true_to IS NULL "
            "AND (person_id = %s OR (person_id = ANY(%s) AND (number_index = %s OR number_index_even = %s)))",
            [on, person_id, list(own_persons(person_id)), *blind_indexes("id", number)],
        )
        add_document(this, person_id, number, on)
    if found["phone_cipher"]:
        set_phone(person_id, _proposed(found, "phone_cipher"), on)


def former_names(person_id: UUID) -> list[tuple[str, date]]:
    """Former names, masked, each with the day on which it ended, newest first; the caller has checked that the viewer's work concerns the person."""
    found = rows(
        "SELECT id, former_cipher, true_from FROM people_change WHERE person_id = %s AND former_cipher IS NOT NULL ORDER BY true_from DESC, proposed_at DESC",
        [person_id],
    )
    return [(masking.name(unwrap(one["former_cipher"], f"people_change:former_cipher:{one['id']}").decode()), one["true_from"]) for one in found]
