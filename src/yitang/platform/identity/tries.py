"""Tries to prove who one is: counted before anything is compared, so that five are five however many come at once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.platform.database.public import execute, lock, row, rows, transaction
from yitang.platform.identity.admin_errors import HalfWrong
from yitang.platform.identity.errors import FactorWrong, FirstCodeWrong, ProofFailed, SignInFailed, TooManyTries
from yitang.platform.keys.public import blind_index
from yitang.platform.policy.public import value


@contextmanager
def counted(subject: bytes) -> Iterator[None]:
    """One try of this subject. What was wrong stays counted; what was refused for another reason does not; what was right wipes those before it.

    Raises: TooManyTries.
    """
    attempt = claim(subject)
    try:
        yield
    except (SignInFailed, FactorWrong, ProofFailed, FirstCodeWrong, HalfWrong):
        raise
    except Refusal:
        withdraw(attempt)
        raise
    mark_good(attempt)


def counted_try(login: str, address: str) -> AbstractContextManager[None]:
    """One more try of this login from this address. Not to be used inside a transaction, which would take the count back.

    Raises: TooManyTries.
    """
    return counted(blind_index("sign_in", f"{login}|{address}"))


def claim(subject: bytes) -> int:
    """One more try of this subject, counted as a failure before anything is looked at, and kept whatever comes.

    One after the other, or those that come together would all find a place: who has been let through has been counted.

    Returns: the try. Raises: TooManyTries.
    """
    with transaction():
        lock("sign_in", subject.hex())
        _pause_if_needed(subject)
        found = row("INSERT INTO identity_attempt (subject, kind, at, ok) VALUES (%s, 'sign_in', %s, false) RETURNING id", [subject, clock.real_now()])
    assert found is not None
    number: int = found["id"]
    return number


def _pause_if_needed(subject: bytes) -> None:
    pause = timedelta(seconds=value("sign_in.pause_s"))
    since = clock.real_now() - pause
    failed = rows(
        "SELECT at FROM identity_attempt WHERE subject = %s AND kind = 'sign_in' AND at > %s AND NOT ok AND at > "
        "coalesce((SELECT max(at) FROM identity_attempt WHERE subject = %s AND kind = 'sign_in' AND ok), '-infinity') "
        "ORDER BY at",
        [subject, since, subject],
    )
    if len(failed) >= value("sign_in.failures"):
        left = failed[-1]["at"] + pause - clock.real_now()
        raise TooManyTries(minutes=max(1, round(left.total_seconds() / 60)))


def mark_good(attempt: int) -> None:
    """It was right: the failures before it count no more."""
    with transaction():
        execute("UPDATE identity_attempt SET ok = true WHERE id = %s", [attempt])


def withdraw(attempt: int) -> None:
    """It was no failure: too busy to look, or asked to confirm."""
    with transaction():
        execute("DELETE FROM identity_attempt WHERE id = %s", [attempt])
