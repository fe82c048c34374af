"""Five tries to sign in are five, however many come at once; and only what was a failure counts as one."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity import sign_in as signing
from yitang.platform.identity import tries
from yitang.platform.identity.public import SignInFailed, TooManyTries, WindowSessionElsewhere, code_for, sign_in, viewer_of
from yitang.platform.identity.tests.test_identity import enter
from yitang.platform.keys.errors import TooManyPasswordChecks

HERE = "10.0.0.1"


def fail(times: int) -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed):
            sign_in("c03", "guess", "000000", HERE)


def test_guesses_that_come_together_are_five_and_without_the_lock_as_many_as_come(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []

    def fits(_: str, password: str) -> bool:
        looked_at.append(password)
        return False

    monkeypatch.setattr(signing, "password_fits", fits)
    with monkeypatch.context() as unguarded:
        unguarded.setattr(tries, "lock", lambda *_: None)
        unguarded.setattr(tries, "_pause_if_needed", Meeting(12).after(tries._pause_if_needed))
        together(12, lambda n: sign_in("c03", f"guess {n}", "000000", HERE))
        assert len(looked_at) == 12, "guard off: all read before any is counted"
    execute("DELETE FROM identity_attempt")
    looked_at.clear()
    found = Counter(together(12, lambda n: sign_in("c03", f"guess {n}", "000000", HERE)))
    assert found == {SignInFailed.code: 5, TooManyTries.code: 7}
    assert len(looked_at) == 5


def test_a_try_is_counted_before_the_password_is_looked_at(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Any] = []

    def fits(*_: str) -> bool:
        counted.append(row("SELECT count(*) AS n FROM identity_attempt WHERE NOT ok"))
        return False

    monkeypatch.setattr(signing, "password_fits", fits)
    fail(2)
    assert counted == [{"n": 1}, {"n": 2}]


def test_the_right_password_after_four_wrong_ones_lets_in_and_wipes_them(city: dict[str, Any]) -> None:
    for _ in range(2):
        fail(4)
        assert viewer_of(enter(city))
    fail(5)
    with pytest.raises(TooManyTries):
        enter(city)


def test_too_busy_to_look_and_asked_to_confirm_are_no_failures(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: str) -> bool:
        raise TooManyPasswordChecks

    fail(4)
    with monkeypatch.context() as crowd:
        crowd.setattr(signing, "password_fits", busy)
        for _ in range(6):
            with pytest.raises(TooManyPasswordChecks):
                sign_in("c03", "guess", "000000", HERE)
    windows: list[UUID] = [r["id"] for r in rows("SELECT id FROM offices_window WHERE hall_id = %s ORDER BY number LIMIT 2", [city["hall"]])]
    assert viewer_of(enter(city, window_id=windows[0]))
    execute("UPDATE identity_account SET totp_step = 0 WHERE login = 'c03'")
    password, code = city["accounts"]["c03"]["password"], code_for("c03")
    for _ in range(6):
        with pytest.raises(WindowSessionElsewhere):
            sign_in("c03", password, code, HERE, windows[1])
    assert viewer_of(sign_in("c03", password, code, HERE, windows[1], take_over=True))
