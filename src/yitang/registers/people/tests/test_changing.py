"""A new name or number: proposed, made once, the former ones kept, and nothing of it in clear."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from yitang.kernel.citizen_id import CitizenIdInvalid
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import Meeting, together
from yitang.registers.people.public import (
    ChangeMadeAlready,
    NobodyFound,
    NumberTaken,
    change,
    clear,
    documents,
    former_names,
    id_of_number,
    make_change,
    match_persons,
    person,
    propose_change,
)
from yitang.registers.people.tests.factories import number, somebody

SYSTEM = Viewer.system()
ON = date(2026, 11, 24)


def proposed(person_id: UUID, name: str = "", new: str = "") -> UUID:
    with act(SYSTEM, "test.propose") as this:
        return propose_change(this, person_id, name, new)


def made(change_id: UUID) -> str:
    with act(SYSTEM, "test.make") as this:
        make_change(this, change_id, ON)
    return "made"


def test_a_proposal_changes_nothing_yet_and_lies_in_no_clear_text(db: None) -> None:
    known = somebody(1)
    asked = change(proposed(known, "欧阳新名", number(2)))
    assert (asked.person_id, asked.name_masked, asked.last4, asked.phone_masked) == (known, "欧阳*", number(2)[-4:], "")
    assert (asked.taken, asked.true_from) == (False, None)
    assert (clear(known, "name"), clear(known, "number")) == ("欧阳测试", number(1))
    kept = str(rows("SELECT name_cipher::text, number_cipher::text FROM people_change"))
    assert number(2) not in kept
    assert "欧阳新名".encode().hex() not in kept


def test_it_is_true_from_a_day_on_and_the_former_ones_are_kept(db: None) -> None:
    known = somebody(1)
    made(proposed(known, "欧阳新名", number(2, "19900101")))
    assert (clear(known, "name"), clear(known, "number")) == ("欧阳新名", number(2, "19900101"))
    assert person(known).birth_on == date(1990, 1, 1)
    assert former_names(known) == [("欧阳*", ON)]
    assert [(d.last4, d.true_to) for d in documents(known)] == [(number(2, "19900101")[-4:], None), (number(1)[-4:], ON)]
    assert id_of_number(number(1)) == id_of_number(number(2, "19900101")) == known, "the former number still finds him"


def test_a_name_alone_leaves_the_number_and_the_other_way_round(db: None) -> None:
    first, second = somebody(1), somebody(2)
    made(proposed(first, "欧阳新名"))
    made(proposed(second, "", number(3)))
    assert (clear(first, "name"), clear(first, "number")) == ("欧阳新名", number(1))
    assert (clear(second, "name"), clear(second, "number")) == ("欧阳测试", number(3))
    assert former_names(second) == []


def test_a_phone_is_closed_and_the_new_one_set(db: None) -> None:
    known = somebody(1)
    with act(SYSTEM, "test.propose") as this:
        asked = propose_change(this, known, "", "", "100 0000 7777")
    assert change(asked).phone_masked == "100****7777"
    assert clear(known, "phone") == "13900000001"
    made(asked)
    assert clear(known, "phone") == "10000007777"
    assert rows("SELECT true_to FROM people_phone ORDER BY true_from") == [{"true_to": ON}, {"true_to": None}]
    assert (clear(known, "name"), clear(known, "number"), former_names(known)) == ("欧阳测试", number(1), [])


def test_a_number_that_somebody_has_is_not_given_twice(db: None) -> None:
    known, other = somebody(1), somebody(2)
    asked = proposed(known, "", number(2))
    assert change(asked).taken
    with pytest.raises(NumberTaken):
        made(asked)
    assert (clear(known, "number"), clear(other, "number")) == (number(1), number(2))
    assert change(asked).true_from is None


def test_the_number_of_an_entry_that_was_matched_with_him_comes_over(db: None) -> None:
    known, other = somebody(1), somebody(2)
    with act(SYSTEM, "test.match") as this:
        match_persons(this, known, other, "派出所证明 2026-1")
    asked = proposed(known, "", number(2))
    assert not change(asked).taken
    made(asked)
    assert clear(known, "number") == number(2)
    assert [d.true_to for d in documents(other)] == [ON]


def test_what_is_wrong_is_refused(db: None) -> None:
    known = somebody(1)
    with pytest.raises(CitizenIdInvalid):
        proposed(known, "", number(3)[:-1] + ("1" if number(3)[-1] != "1" else "2"))
    with pytest.raises(Exception, match="a_change_changes_something"):
        proposed(known)
    for ask in (change, made):
        with pytest.raises(NobodyFound):
            ask(uuid4())


def test_a_change_is_made_once_however_many_try(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    known = somebody(1)
    asked = proposed(known, "欧阳新名", number(2))
    with monkeypatch.context() as off:
        # The race: all read the proposal before one has made it; what lets one through is the condition of the statement.
        off.setattr("yitang.registers.people.changing.row", Meeting(3).after(row, lambda sql, *_: "number_cipher FROM" in sql))
        assert sorted(together(3, lambda _: made(asked))) == ["change_made_already", "change_made_already", "made"]
    assert len(documents(known)) == 2
    with pytest.raises(ChangeMadeAlready):
        made(asked)


def test_without_the_condition_it_is_made_twice(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    known = somebody(1)
    asked = proposed(known, "欧阳新名")

    def bare(sql: str, said: Any = ()) -> int:
        return execute(sql.replace(" AND true_from IS NULL", ""), said)

    monkeypatch.setattr("yitang.registers.people.changing.execute", bare)
    assert together(2, lambda _: made(asked)) == ["made", "made"], "the guard taken away"
    assert former_names(known)[0][0] == "欧阳*"
