"""The shared clock: every process reads the same one from the database, so a demo can run at 60 × and a test can pass midnight.

The real time is the database's, carried forward between readings by the monotonic counter of the host: setting a host's
clock back does not move what is written (X12, X16).
"""

import threading
import time
from datetime import UTC, datetime, timedelta

from django.db import connections

from yitang.kernel.clock import VirtualClock

READ_AGAIN_AFTER_S = 0.5
SKEW_QUERY = "SELECT clock_timestamp() AS real, c.real_anchor, c.virtual_anchor, c.rate FROM (SELECT 1) AS one LEFT JOIN database_clock c ON c.id = 1"


class DatabaseClock:
    """Source of the kernel's clock. Thread-safe; one reading of the database each half second at most."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._real = datetime(1970, 1, 1, tzinfo=UTC)
        self._virtual: VirtualClock | None = None

    def real_now(self) -> datetime:
        """Time of the database server, in UTC."""
        self._refresh()
        return self._real + timedelta(seconds=time.monotonic() - self._read_at)

    def now(self) -> datetime:
        """Time of the shared clock, in UTC."""
        real = self.real_now()
        return self._virtual.at(real) if self._virtual else real

    def forget(self) -> None:
        """Read again at the next question; called by whoever has just set the clock in this process."""
        self._read_at = float("-inf")

    def _refresh(self) -> None:
        if time.monotonic() - self._read_at < READ_AGAIN_AFTER_S:
            return
        with self._lock:
            if time.monotonic() - self._read_at < READ_AGAIN_AFTER_S:
                return
            with connections["default"].cursor() as cursor:
                before = time.monotonic()
                cursor.execute(SKEW_QUERY)
                found = cursor.fetchone()
            real, real_anchor, virtual_anchor, rate = found
            self._virtual = VirtualClock(real_anchor, virtual_anchor, rate) if rate else None
            self._real, self._read_at = real, before
