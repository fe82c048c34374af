"""The shared clock under threads: what it says is of one reading, whoever makes it read again meanwhile."""

import time
from datetime import timedelta

import pytest

from yitang.platform.database.clock import DatabaseClock


def test_a_clock_that_another_thread_makes_read_again_meanwhile_says_the_time_all_the_same(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    source, counter = DatabaseClock(), time.monotonic
    before = source.real_now()

    def meanwhile() -> float:
        source.forget()
        return counter()

    monkeypatch.setattr(time, "monotonic", meanwhile)
    assert source.now()
    assert abs(source.real_now() - before) < timedelta(seconds=60)
