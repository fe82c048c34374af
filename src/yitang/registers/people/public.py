"""Front door of people."""

from yitang.registers.people.domain import DocumentRow, PersonRow
from yitang.registers.people.errors import NobodyFound, NumberTaken, ReasonNeeded, TooManyMisses
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
    "DocumentRow", "NobodyFound", "NumberTaken", "PersonRow", "ReasonNeeded", "TooManyMisses", "add_document", "clear", "documents",
    "find_by_number", "id_of_number", "match_persons", "own_persons", "people", "person", "register_person", "set_phone", "unmask",
]  # fmt: skip
