"""What the tests of second factors share."""

from datetime import timedelta

import pytest

from yitang.kernel import clock
from yitang.platform.identity.totp import STEP_S

AFTER_S = 1.0


@pytest.fixture
def fresh_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock goes on as ever, from a moment at which a one-time code has just begun: nobody waits for the next one, none ends meanwhile."""
    real = clock.real_now
    ahead = timedelta(seconds=STEP_S - real().timestamp() % STEP_S + AFTER_S)
    monkeypatch.setattr(clock, "real_now", lambda: real() + ahead)
