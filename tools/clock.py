"""Prints the time of the tests by folder, and fails a run that takes longer than its budget."""

import os
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

BUDGET_S = float(os.environ.get("YITANG_TEST_BUDGET") or 660)
_spent: dict[str, float] = defaultdict(float)
_began = time.monotonic()
# Seconds of a core for the loop below where the budget was set. A machine that is slower at this moment, as shared ones are, has as much more.
LOOP_S, SLOWEST = 0.022, 2.0


def _slower() -> float:
    """How many times as long as there the loop takes here, now; at least 1, at most 2."""

    def loop() -> float:
        began, n = time.process_time(), 0
        for k in range(1_000_000):
            n += k % 7
        return time.process_time() - began

    return min(SLOWEST, max(1.0, sorted(loop() for _ in range(5))[2] / LOOP_S))


_budget = BUDGET_S * _slower()


def pytest_runtest_logreport(report: Any) -> None:
    """Add a test's setup, call and teardown to its folder."""
    folder = str(Path(report.nodeid.split("::")[0]).parent).removeprefix("src/yitang/").removesuffix("/tests")
    _spent[folder] += report.duration


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table, longest first."""
    terminalreporter.section("时间 time by folder")
    for folder, spent in sorted(_spent.items(), key=lambda one: -one[1]):
        terminalreporter.write_line(f"{spent:8.1f} s  {folder}")
    terminalreporter.write_line(
        f"{time.monotonic() - _began:8.1f} s  全部 all, 预算 budget {BUDGET_S:.0f} s × {_budget / BUDGET_S:.2f}（本机此刻 this machine now）"
    )
    if time.monotonic() - _began > _budget:
        terminalreporter.write_line("✕ 超出预算，这次算失败 / over its budget: this run has failed")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run over its budget has failed, even when every test passed."""
    if exitstatus == 0 and time.monotonic() - _began > _budget:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
