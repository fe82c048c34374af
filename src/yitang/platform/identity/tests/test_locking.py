"""The lock of a window (ASVS 7.1.1): by idleness and by hand, opened by the own one-time code, and nothing else answers meanwhile."""

from typing import Any
from uuid import UUID

import pytest

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import together
from yitang.platform.identity.freshness import must_be_fresh
from yitang.platform.identity.public import (
    FactorWrong,
    NotYours,
    PostMayNot,
    SignInNeeded,
    TooManyTries,
    WindowLocked,
    alive,
    end,
    lock_window,
    locked_windows,
    unlock_window,
    viewer_of,
)
from yitang.platform.identity.sessions import holder_of
from yitang.platform.identity.tests.test_stepping import HERE, entered, new_code, opened, session_row
from yitang.platform.policy.public import value


def window(city: dict[str, Any], number: int = 3) -> UUID:
    found = row("SELECT id FROM offices_window WHERE hall_id = %s AND number = %s", [city["hall"], number])
    assert found
    window_id: UUID = found["id"]
    return window_id


def at_window(city: dict[str, Any], login: str = "c03", number: int = 3) -> tuple[str, Viewer]:
    """Somebody who is signed in at a window of the city's hall."""
    return opened(login, window(city, number))


def idle(viewer: Viewer, seconds: int) -> None:
    """Nobody has pressed anything for so long."""
    execute("UPDATE identity_session SET seen_at = seen_at - %s::interval WHERE id = %s", [f"{seconds} s", viewer.session_id])


def test_a_window_is_locked_after_five_minutes_and_out_after_fifteen(city: dict[str, Any]) -> None:
    token, li = at_window(city)
    idle(li, value("session.window_lock_s") - 100)
    assert viewer_of(token, pressed=False)
    idle(li, 101)
    assert viewer_of(token) is None
    assert holder_of(token) == (li, True)
    before = session_row(li)
    holder_of(token)
    assert session_row(li) == before, "what is pressed at a locked window does not keep it"
    assert li.session_id
    assert alive(li.session_id)
    with pytest.raises(WindowLocked):
        must_be_fresh(li)
    unlock_window(li, new_code(), HERE)
    assert viewer_of(token) == li
    must_be_fresh(li)
    idle(li, value("session.staff_idle_s") + 1)
    assert holder_of(token) == (None, False)
    assert session_row(li)["end_reason"] == "idle"


def test_only_a_window_is_locked(city: dict[str, Any]) -> None:
    token, reviewer = opened("r01")
    execute("UPDATE identity_session SET seen_at = seen_at - interval '10 minutes'")
    assert viewer_of(token)
    with pytest.raises(PostMayNot):
        lock_window(reviewer)
    with pytest.raises(NotYours):
        lock_window(entered())


def test_it_is_locked_by_hand_at_once_and_opened_by_the_own_code_alone(city: dict[str, Any]) -> None:
    token, li = at_window(city)
    other = new_code("c05")
    code = new_code()
    lock_window(li)
    assert viewer_of(token) is None
    before = session_row(li)
    for wrong in (city["accounts"]["c03"]["password"], other, ""):
        with pytest.raises(FactorWrong):
            unlock_window(li, wrong, HERE)
    assert session_row(li) == before
    unlock_window(li, code, HERE)
    assert viewer_of(token)
    lock_window(li)
    with pytest.raises(FactorWrong):
        unlock_window(li, code, HERE)
    told = rows("SELECT act, account FROM audit_row WHERE act IN ('identity.lock', 'identity.unlock') ORDER BY n")
    assert told == [{"act": f"identity.{what}", "account": li.account_id} for what in ("lock", "unlock", "lock")]
    news = rows("SELECT kind FROM live_outbox WHERE topic = %s", [f"window:{window(city)}"])
    assert sorted(r["kind"] for r in news) == ["locked", "locked", "unlocked"]


def test_guesses_at_the_lock_are_five(city: dict[str, Any]) -> None:
    token, li = at_window(city)
    lock_window(li)
    assert sorted(together(7, lambda _: unlock_window(li, "000000", HERE))) == [FactorWrong.code] * 5 + [TooManyTries.code] * 2
    with pytest.raises(TooManyTries):
        unlock_window(li, new_code(), HERE)
    assert viewer_of(token) is None


def test_one_code_opens_one_window_however_often_it_is_sent(city: dict[str, Any]) -> None:
    _, li = at_window(city)
    lock_window(li)
    code = new_code()
    assert sorted(map(str, together(3, lambda _: unlock_window(li, code, HERE)))) == ["None", FactorWrong.code, FactorWrong.code]


def test_what_has_ended_is_neither_locked_nor_opened(city: dict[str, Any]) -> None:
    _, li = at_window(city)
    assert li.session_id
    end(li.session_id, "signed_out")
    with pytest.raises(SignInNeeded):
        lock_window(li)
    with pytest.raises(SignInNeeded):
        unlock_window(li, new_code(), HERE)
    assert rows("SELECT 1 FROM audit_row WHERE act LIKE 'identity.%%lock'") == []


def test_which_windows_are_locked(city: dict[str, Any]) -> None:
    _, li = at_window(city)
    _, wang = at_window(city, "c05", 5)
    _, zhao = at_window(city, "c07", 7)
    both = [window(city, 3), window(city, 5), window(city, 7), window(city, 9)]
    assert locked_windows(both) == set()
    lock_window(li)
    idle(wang, value("session.window_lock_s") + 1)
    assert locked_windows(both) == {window(city, 3), window(city, 5)}
    assert zhao.session_id
    end(zhao.session_id, "signed_out")
    assert locked_windows(both) == {window(city, 3), window(city, 5)}
    at_window(city, "c09", 5)
    assert locked_windows(both) == {window(city, 3)}, "somebody works there"
