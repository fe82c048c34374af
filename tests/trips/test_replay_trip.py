"""An hour of a day of the real log, through the public API of a running office, begun on a Sunday at three in the morning."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from tests.trips.conftest import PORT, running
from yitang.config.demo import city as demo
from yitang.config.demo.closing import padded, words
from yitang.config.demo.log import visits_of
from yitang.config.demo.replay import Replay
from yitang.kernel import clock
from yitang.platform.audit.public import verify_installation
from yitang.platform.database import clock as database_clock
from yitang.platform.database.public import execute, row, rows, set_clock

DAY, UNTIL_S, SPEED = date(1999, 2, 8), 8 * 3600, 360.0
# The clocks of two processes agree to some milliseconds of real time.
AGREE = timedelta(seconds=0.1 * SPEED)
SUNDAY_AT_THREE = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)


def test_on_a_sunday_at_three_the_demo_goes_to_monday_at_nine_and_an_open_hall_is_left_alone(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that was just installed has no clock of its own: it shows what the machine shows, and that is Sunday, three o'clock."""
    with monkeypatch.context() as machine:
        machine.setattr(database_clock, "SKEW_QUERY", database_clock.SKEW_QUERY.replace("clock_timestamp()", f"'{SUNDAY_AT_THREE}'::timestamptz"))
        execute("DELETE FROM database_clock")
        clock.installed().forget()  # type: ignore[attr-defined]
        assert clock.local(clock.now()).strftime("%A %H:%M") == "Sunday 03:00"
        demo.open_the_doors()
    clock.installed().forget()  # type: ignore[attr-defined]
    assert clock.local(clock.now()).strftime("%F %A %H:%M") == "2026-11-30 Monday 09:00"
    set_clock(clock.now() + timedelta(hours=2), 1.0)
    demo.open_the_doors()
    assert clock.local(clock.now()).strftime("%A %H:%M") == "Monday 11:00"


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (order): half a minute")
def test_an_hour_of_the_log_is_served_as_it_was(city: dict[str, Any], installation: Path) -> None:
    set_clock(SUNDAY_AT_THREE, 1.0)
    visits = [visit for visit in visits_of(DAY) if visit.arrived_s <= UNTIL_S]
    served = [visit for visit in visits if visit.served]
    said: list[str] = []
    with running(installation):
        replay = Replay(DAY, PORT, SPEED, say=said.append)
        report = replay.run(UNTIL_S, first_come=True)
    assert report["faults"] == []
    assert clock.local(replay.start).strftime("%F %H:%M") == "2026-11-30 00:00", "the day after today, by the shared clock"
    tickets = row("SELECT count(*) AS n, min(issued_at) AS first, max(issued_at) AS last FROM queue_ticket WHERE hall_id = %s", [replay.hall])
    assert tickets is not None
    assert tickets["n"] == len(visits)
    assert tickets["first"] >= replay.at(visits[0].arrived_s) - AGREE, "nobody comes before his time"
    assert tickets["last"] >= replay.at(visits[-1].arrived_s) - AGREE
    assert report["log_served"] == len(served)
    assert report["served"] + report["left"] == len(visits)
    assert report["served"] >= len(served), "who was served in the log is served here"
    assert report["log_mean_wait_s"] == fmean(visit.wait_s for visit in served)
    assert {one["klass"]: one["n"] for one in report["waits"]}.keys() == {"ordinary", "green"}
    assert sum(one["n"] for one in report["waits"]) == report["served"]
    assert report["estimate"]["n"] > 0
    assert 0 <= report["estimate"]["inside"] <= 1
    assert sum(report["ratings"].values()) > 0
    measured = rows("SELECT seconds FROM queue_service_time WHERE hall_id = %s", [replay.hall])
    # A window is taken from when its clerk is free, so the requests at this speed are part of the time, which is measured after the first of them.
    assert fmean(one["seconds"] for one in measured) > fmean(visit.service_s for visit in served) / 2
    assert report["sealed"] == report["acts"] > 4 * len(visits)
    assert verify_installation().good
    table = words(report).split("\n")
    assert [line.split()[0] for line in table] == ["办结", "中途离开", "平均等候", "普通", "绿色通道", "预计等候", "评价", "已封存操作"]
    assert [line.split()[1] for line in table[:2]] == ["served", "given"]
    assert all(line.startswith(padded(line.strip().split()[0] if line[0] != " " else f"  {line.split()[0]}", 12)) for line in table)
