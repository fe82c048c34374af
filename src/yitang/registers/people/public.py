"""Front door of people."""

from yitang.registers.people.domain import DocumentRow, PersonRow, kind_and_number
from yitang.registers.people.errors import NobodyFound, ReasonNeeded, TooManyMisses
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
    unmask,
)

__all__ = [
    "DocumentRow", "NobodyFound", "PersonRow", "ReasonNeeded", "TooManyMisses", "add_document", "clear", "documents",
    "find_by_number", "id_of_number", "kind_and_number", "match_persons", "miss", "own_persons", "people", "person", "register_person", "set_phone",
    "stop_after_misses", "unmask",
]  # fmt: skip
