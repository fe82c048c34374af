"""The shared clock: every process reads the same one from the database, so a demo can run at 60 × and a test can pass midnight.

The real time is the database's, carried forward between readings by the monotonic counter of the host: setting a host's
clock back does not move what is written (X12, X16).
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections

from yitang.kernel.clock import VirtualClock

READ_AGAIN_AFTER_S = 0.5
SKEW_QUERY = "SELECT clock_timestamp() AS real, c.real_anchor, c.virtual_anchor, c.rate FROM (SELECT 1) AS one LEFT JOIN database_clock c ON c.id = 1"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the database said: its time, at which count of the host's monotonic counter (seconds), and the virtual clock if one is set."""

    real: datetime
    read_at: float
    virtual: VirtualClock | None

    def fresh(self) -> bool:
        """Whether it need not be read again yet."""
        return time.monotonic() - self.read_at < READ_AGAIN_AFTER_S

    def now(self) -> datetime:
        """The database's time, carried forward."""
        return self.real + timedelta(seconds=time.monotonic() - self.read_at)


class DatabaseClock:
    """Source of the kernel's clock. Thread-safe; one reading of the database each half second at most."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # One value, put in place by one assignment: another thread sees the whole of one reading, never halves of two.
        self._kept: Reading | None = None

    def real_now(self) -> datetime:
        """Time of the database server, in UTC."""
        return self._reading().now()

    def now(self) -> datetime:
        """Time of the shared clock, in UTC."""
        found = self._reading()
        real = found.now()
        return found.virtual.at(real) if found.virtual else real

    def forget(self) -> None:
        """Read again at the next question; called by whoever has just set the clock in this process."""
        self._kept = None

    def _reading(self) -> "Reading":
        found = self._kept
        if found is not None and found.fresh():
            return found
        with self._lock:
            found = self._kept
            if found is not None and found.fresh():
                return found
            with connections["default"].cursor() as cursor:
                before = time.monotonic()
                cursor.execute(SKEW_QUERY)
                real, real_anchor, virtual_anchor, rate = cursor.fetchone()
            self._kept = read = Reading(real, before, VirtualClock(real_anchor, virtual_anchor, rate) if rate else None)
            return read
