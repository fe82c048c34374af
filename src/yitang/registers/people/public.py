"""Front door of people."""

from yitang.registers.people.changing import ChangeRow, change, former_names, make_change, number_is_taken, propose_change, what_changes
from yitang.registers.people.correcting import correct_person
from yitang.registers.people.domain import DocumentRow, PersonRow, kind_and_number
from yitang.registers.people.errors import ChangeMadeAlready, NobodyFound, NumberTaken, ReasonNeeded, TooManyMisses
from yitang.registers.people.misses import miss, stop_after_misses
from yitang.registers.people.operations import add_document, match_persons, register_person, set_phone
from yitang.registers.people.queries import (
    clear,
    documents,
    find_by_number,
    id_of_number,
    own_persons,
    people,
    person,
    phone_for_notice,
    unmask,
)
from yitang.registers.people.sign_in import ask_for_code, sign_in_by_code
from yitang.registers.people.staff import open_staff_account, staff_person
from yitang.registers.people.telling import tell_staff

__all__ = [
    "ChangeMadeAlready", "ChangeRow", "DocumentRow", "NobodyFound", "NumberTaken", "PersonRow", "ReasonNeeded", "TooManyMisses", "add_document",
    "ask_for_code", "change", "clear", "correct_person", "documents", "find_by_number", "former_names", "id_of_number", "kind_and_number", "make_change",
    "match_persons", "miss", "number_is_taken", "open_staff_account", "own_persons", "people", "person", "phone_for_notice", "propose_change",
    "register_person", "set_phone", "sign_in_by_code", "staff_person", "stop_after_misses", "tell_staff", "unmask", "what_changes",
]  # fmt: skip
