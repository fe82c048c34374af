"""Writing and reading people: masked, found by the exact number, each look recorded; what two do at once."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from yitang.kernel.citizen_id import CitizenIdInvalid
from yitang.kernel.text import TextHasControls, TextTooLong
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import together, until_others_wait
from yitang.platform.identity.public import PostMayNot
from yitang.platform.policy.public import forget, load_defaults
from yitang.registers.people.public import (
    NobodyFound,
    NumberTaken,
    ReasonNeeded,
    TooManyMisses,
    add_document,
    clear,
    documents,
    find_by_number,
    id_of_number,
    match_persons,
    own_persons,
    people,
    person,
    register_person,
    set_phone,
    unmask,
)
from yitang.registers.people.tests.factories import SINCE, clerk, number, somebody


@pytest.fixture
def room(committed_db: None) -> Iterator[None]:
    load_defaults()
    forget()
    yield
    forget()


def test_what_is_shown_is_masked_and_what_is_stored_is_closed(room: None) -> None:
    who = somebody()
    found = person(who)
    assert (found.name_masked, found.last4, found.birth_on) == ("欧阳*", number()[-4:], date(1980, 2, 3))
    assert "13900000001" not in str(found)
    assert number() not in str(found)
    assert people([who, uuid4()]) == {who: found}
    for table in ("people_document", "people_phone"):
        assert row(f"SELECT count(*) AS n FROM {table} WHERE encode(number_cipher, 'escape') LIKE '%%0000%%'") == {"n": 0}
    assert [clear(who, field) for field in ("name", "phone", "number")] == ["欧阳测试", "13900000001", number()]
    for field in ("name", "phone", "number"):
        with pytest.raises(NobodyFound):
            clear(uuid4(), field)
    with pytest.raises(NobodyFound):
        person(uuid4())


def test_nothing_is_left_of_a_person_whose_data_are_wrong(room: None) -> None:
    somebody()
    for name, digits, refused in (
        ("李四", number(2)[:-1] + ("0" if number(2)[-1] != "0" else "1"), CitizenIdInvalid), ("王" * 201, number(2), TextTooLong),
        ("李\x07四", number(2), TextHasControls), ("李\u202e四", number(2), TextHasControls), ("李四", number(), NumberTaken),
    ):  # fmt: skip
        with pytest.raises(refused), act(Viewer.system(), "test.register") as this:
            register_person(this, "natural", name, digits, "13900000002", SINCE)
    assert row("SELECT count(*) AS n FROM people_person") == {"n": 1}
    with act(Viewer.system(), "test.register") as this:
        rare = register_person(this, "natural", "𠮷·䶮", number(3), "", SINCE)
    assert clear(rare, "name") == "𠮷·䶮"


def test_documents_and_phones_over_time(room: None) -> None:
    who = somebody()
    with act(Viewer.system(), "test.change") as this:
        add_document(this, who, "990000800203001", date(1985, 1, 1), date(1999, 10, 1))
        set_phone(who, "13900000009", date(2020, 1, 1))
    assert [(d.kind, d.true_to) for d in documents(who)] == [("id18", None), ("id15", date(1999, 10, 1))]
    assert clear(who, "phone") == "13900000009"
    assert [r["true_to"] for r in rows("SELECT true_to FROM people_phone ORDER BY known_at")] == [date(2020, 1, 1), None]
    assert id_of_number("990000800203001") == who, "an old number still leads to the person"
    later = somebody(2)
    with act(Viewer.system(), "test.change") as this:
        add_document(this, later, "990000800203001", date(1999, 10, 1), date(2004, 1, 1))
    assert id_of_number("990000800203001") == later, "of two who held a number, who held it last"


def test_two_entries_that_are_one_person(room: None) -> None:
    kept, other, third, stranger = (somebody(n) for n in (1, 2, 3, 4))
    with act(Viewer.system(), "test.match") as this:
        match_persons(this, kept, other, "派出所证明 2026-1")
        match_persons(this, kept, third, "派出所证明 2026-2")
    assert id_of_number(number(2)) == kept
    for one in (kept, other, third):
        assert own_persons(one) == {kept, other, third}
    assert own_persons(stranger) == {stranger}
    with pytest.raises(Exception, match="nobody_is_matched_with_himself"), act(Viewer.system(), "test.match") as this:
        match_persons(this, kept, kept, "x")


def test_staff_find_by_the_exact_number_for_a_purpose_and_it_is_recorded(room: None) -> None:
    who, li = somebody(), clerk()
    assert find_by_number(li, f" {number()} ", "办理 A001").id == who
    assert rows("SELECT act, thing_kind, thing_id FROM audit_row WHERE account = %s", [li.account_id]) == [
        {"act": "look", "thing_kind": "person", "thing_id": str(who)}
    ]
    with pytest.raises(ReasonNeeded):
        find_by_number(li, number(), "  ")
    for post in ("citizen", "chief", "admin"):
        with pytest.raises(PostMayNot):
            find_by_number(Viewer(uuid4(), post=post, level="two_factor"), number(), "x")
    with pytest.raises(PostMayNot):
        find_by_number(Viewer(uuid4(), post="clerk", level="code"), number(), "one factor is not enough")


def test_a_full_value_needs_a_reason_and_leaves_its_row_in_the_same_transaction(room: None) -> None:
    who, li = somebody(), clerk()
    with pytest.raises(ReasonNeeded):
        unmask(li, who, "phone", " ")
    with pytest.raises(PostMayNot):
        unmask(Viewer(uuid4(), post="guide", level="two_factor"), who, "phone", "要打电话")
    assert unmask(li, who, "phone", "通知取证") == "13900000001"
    with pytest.raises(NobodyFound):
        unmask(li, uuid4(), "phone", "通知取证")
    assert [r["thing_kind"] for r in rows("SELECT thing_kind FROM audit_row WHERE account = %s", [li.account_id])] == ["person.phone"]


def test_who_guesses_numbers_is_stopped_even_inside_an_act_that_is_undone(room: None) -> None:
    """X25: the refusal undoes the act that asked, and the miss is counted all the same."""
    li = clerk()
    somebody(1)
    for n in range(20):
        with pytest.raises(NobodyFound), act(li, "test.case"):
            find_by_number(li, number(100 + n), "试")
    assert row("SELECT count(*) AS n FROM people_miss") == {"n": 20}
    assert rows("SELECT 1 FROM audit_row WHERE account = %s", [li.account_id]) == []
    with pytest.raises(TooManyMisses):
        find_by_number(li, number(1), "试")
    assert find_by_number(clerk(), number(1), "办理 A001"), "another clerk goes on"


def owner(sql: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)


GUARD = "CREATE UNIQUE INDEX one_holder_of_a_current_number ON people_document (kind, number_index) WHERE true_to IS NULL"


def test_a_number_has_one_holder_and_without_the_guard_it_has_two(room: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def register(_: int) -> Any:
        return somebody(5)

    from yitang.registers.people import operations

    def unguarded(sql: str, params: Any = ()) -> int:
        return execute(sql.replace("ON CONFLICT (kind, number_index) WHERE true_to IS NULL DO NOTHING", ""), params)

    owner("DROP INDEX one_holder_of_a_current_number")
    try:
        with monkeypatch.context() as off:
            off.setattr(operations, "execute", unguarded)
            together(4, register)
        assert row("SELECT count(*) AS n FROM people_document WHERE true_to IS NULL") == {"n": 4}
    finally:
        owner("DELETE FROM people_document; DELETE FROM people_phone; DELETE FROM people_person")
        owner(GUARD)
    outcome = [str(one) for one in together(4, register)]
    assert outcome.count("number_taken") == 3, outcome
    assert row("SELECT count(*) AS n FROM people_person") == {"n": 1}


def test_two_new_phones_at_once_are_one_after_the_other_and_without_the_lock_a_fault(room: None, monkeypatch: pytest.MonkeyPatch) -> None:
    who = somebody(6, phone="")
    from yitang.registers.people import operations

    def change(n: int) -> None:
        with act(Viewer.system(), "test.phone"):
            set_phone(who, f"1390000010{n}", date(2026, 1, 1))
            between[-1]()

    between: list[Callable[[], None]] = [lambda: until_others_wait(2)]
    with monkeypatch.context() as off:
        off.setattr(operations, "lock", lambda *_: None)
        assert "IntegrityError" in together(3, change)
    owner("DELETE FROM people_phone")
    between.append(lambda: None)
    assert together(3, change) == [None, None, None]
    assert row("SELECT count(*) AS n, count(*) FILTER (WHERE true_to IS NULL) AS now FROM people_phone") == {"n": 3, "now": 1}
