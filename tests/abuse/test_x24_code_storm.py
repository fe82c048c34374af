"""X24, somebody has the office send messages without end, to annoy a person or to spend the office's money, or guesses codes.

Control: one code a minute and five a day for a person and for a session, a limit for an address, a cap of all together, beyond it a
puzzle and a second cap; never said who has a phone here. Guessing a code: ``identity/tests/test_identity.py``; six phones at once:
``portals/phone/tests/test_own.py``.
"""

from itertools import count
from typing import Any
from uuid import UUID

import pytest

from yitang.config.demo.city import AREA
from yitang.kernel import citizen_id
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity import codes
from yitang.platform.identity.domain import solves
from yitang.platform.identity.public import CodeTooSoon, PuzzleNeeded, anonymous, puzzle
from yitang.platform.policy.public import forget, value
from yitang.registers.people.public import ask_for_code, clear, id_of_number

SOURCES = 500


def nobody(n: int) -> str:
    """A valid number that nobody has."""
    body = f"{AREA}19010101{n:03d}"
    return body + citizen_id.check_digit(body)


def ask(number: str, address: str) -> bool:
    """One source, a phone of its own, asks once. Returns: whether it was let."""
    try:
        ask_for_code(anonymous()[1], number, address)
    except (CodeTooSoon, PuzzleNeeded):
        return False
    return True


def messages(person_id: UUID | None = None) -> int:
    """How many messages the office would pay for."""
    found = row("SELECT count(*) AS n FROM notices_notice WHERE state = 'queued' AND (%s::uuid IS NULL OR person_id = %s)", [person_id, person_id])
    assert found
    return int(found["n"])


def test_five_hundred_sources_stay_under_the_cap_and_the_honest_one_gets_a_code(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Known and unknown numbers in turn, each from an address of its own; a person is bombed by a third of them."""
    victim, honest = city["cast"]["stranger"].number, city["cast"]["renew"].number
    targets = [one.number for one in city["cast"].values() if one.number != honest and len(one.number) == 18]
    let = [ask((victim, targets[n % len(targets)], nobody(n))[n % 3], f"10.{n // 250}.{n % 250}.7") for n in range(SOURCES)]
    assert all(let), "nobody is told that somebody else has asked"
    assert messages(id_of_number(victim)) == 1, "one in a minute"
    assert messages() <= len(targets) < value("code.all_an_hour")
    assert ask(honest, "192.0.2.1")
    assert messages(id_of_number(honest)) == 1
    for minutes in range(1, 9):
        execute("UPDATE identity_code SET created_at = created_at - interval '61 seconds'")
        for n in range(3):
            ask(victim, f"10.9.{minutes}.{n}")
    assert messages(id_of_number(victim)) == value("code.a_day"), "five in a day"
    monkeypatch.setattr(codes, "_too_often", lambda *_: False)
    for n in range(10):
        ask(victim, f"10.8.0.{n}")
    assert messages(id_of_number(victim)) == value("code.a_day") + 10, "guard off: as many as anybody likes"


def test_one_source_is_stopped_and_others_are_not(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    most = value("code.address_an_hour")
    with monkeypatch.context() as guard_off:
        guard_off.setattr(codes, "_count_address", lambda *_: None)
        assert all(ask(nobody(n), "10.0.0.9") for n in range(most + 5)), "guard off: one address asks without end"
    let = [ask(nobody(n), "10.0.0.9") for n in range(most + 5)]
    assert let == [True] * most + [False] * 5
    before = rows("SELECT id FROM identity_code ORDER BY id")
    assert not ask(city["cast"]["stranger"].number, "10.0.0.9")
    assert rows("SELECT id FROM identity_code ORDER BY id") == before
    assert messages() == 0
    assert ask(city["cast"]["renew"].number, "192.0.2.1")
    assert messages() == 1


def solved(viewer: Viewer) -> str:
    """What the phone of an honest person finds."""
    asked = puzzle(viewer)
    assert asked
    return next(str(n) for n in count() if solves(asked[0], str(n), asked[1]))


def test_the_cap_of_an_hour_holds_against_a_list_of_real_numbers_and_the_honest_one_gets_a_code(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has stolen a list of real numbers uses up the hour; from then on a phone works for its code, known number or not."""
    for name, most in (("code.all_an_hour", 12), ("code.with_puzzle_an_hour", 4), ("code.puzzle_bits", 8)):
        execute("UPDATE policy_value SET value = %s::jsonb WHERE name = %s", [str(most), name])
    forget()
    known = [clear(one["id"], "number") for one in rows("SELECT person_id AS id FROM people_phone ORDER BY id LIMIT 45")]
    let = [ask(number, f"10.1.0.{n}") for n, number in enumerate(known[:30])]
    assert let == [True] * 12 + [False] * 18
    assert messages() == 12

    honest = anonymous()[1]
    for number in (nobody(1), known[30]):
        before = rows("SELECT id FROM identity_code ORDER BY id")
        with pytest.raises(PuzzleNeeded):
            ask_for_code(honest, number, "192.0.2.1", "guessed")
        assert rows("SELECT id FROM identity_code ORDER BY id") == before, "known or not: the same refusal, and nothing is left of it"
    found = solved(honest)
    ask_for_code(honest, known[30], "192.0.2.1", found)
    assert messages() == 13
    execute("UPDATE identity_code SET created_at = created_at - interval '61 seconds'")
    with pytest.raises(PuzzleNeeded):  # a solution is good for one code, and for the session that it was asked of
        ask_for_code(honest, known[30], "192.0.2.1", found)
    with pytest.raises(PuzzleNeeded):
        ask_for_code(anonymous()[1], known[31], "192.0.2.1", solved(honest))

    for n, number in enumerate(known[32:42]):  # who solves them all meets the second cap, and is not told
        thief = anonymous()[1]
        ask_for_code(thief, number, f"10.2.0.{n}", solved(thief))
    assert messages() == 16
    monkeypatch.setattr(codes, "_sent_to_all", lambda _: 0)
    for n, number in enumerate(known[30:]):
        ask(number, f"10.3.0.{n}")
    assert messages() > 20, "guard off: the office pays for the whole list"
    forget()
