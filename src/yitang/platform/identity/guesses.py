"""Guessing references (X8): a slip is opened by 128 random bits, and who tries too many that do not exist is stopped for an hour."""

from datetime import datetime, timedelta

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import despite_refusal, execute, row
from yitang.platform.identity.errors import TooManyGuesses
from yitang.platform.keys.public import blind_index
from yitang.platform.policy.public import value

KIND = "reference"


def _subjects(viewer: Viewer, address: str) -> list[tuple[bytes, str]]:
    """Who is counted, and by which limit: a device by itself, since it signs; everybody else by session and by address."""
    if viewer.device_id:
        return [(blind_index("guess", f"device:{viewer.device_id}"), "reference.misses_an_hour")]
    session = [(blind_index("guess", f"session:{viewer.session_id}"), "reference.misses_an_hour")] if viewer.session_id else []
    return [*session, (blind_index("guess", f"address:{address}"), "reference.misses_address_an_hour")]


def stop_guessing(viewer: Viewer, address: str) -> None:
    """Who has tried too many references that do not exist is not answered, not even for one that does.

    Raises: TooManyGuesses.
    """
    since = clock.real_now() - timedelta(hours=1)
    for subject, limit in _subjects(viewer, address):
        found = row("SELECT count(*) AS n FROM identity_attempt WHERE subject = %s AND kind = %s AND at > %s", [subject, KIND, since])
        if found is not None and found["n"] >= value(limit):
            raise TooManyGuesses


def guessed_wrong(viewer: Viewer, address: str) -> None:
    """One more that does not exist; kept although the request is refused."""
    now = clock.real_now()
    subjects = [subject for subject, _ in _subjects(viewer, address)]
    despite_refusal(lambda: _keep(subjects, now))


def _keep(subjects: list[bytes], now: datetime) -> None:
    for subject in subjects:
        execute("INSERT INTO identity_attempt (subject, kind, at, ok) VALUES (%s, %s, %s, false)", [subject, KIND, now])
