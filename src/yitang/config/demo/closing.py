"""What a replayed day comes to, read from what the office itself recorded."""

import time
import unicodedata
from datetime import datetime
from typing import Any
from uuid import UUID

from yitang.config.demo.log import LoggedVisit
from yitang.kernel import clock
from yitang.platform.database.public import row, rows

SEALING_S = 5.0
SEALED = "SELECT count(*) AS acts, count(l.seq) AS sealed FROM audit_row r LEFT JOIN audit_leaf l ON l.row_id = r.id WHERE r.clock_at >= %s"
CLASSES = {"ordinary": ("普通", "ordinary"), "green": ("绿色通道", "green")}


def report(hall: UUID, start: datetime, visits: list[LoggedVisit], both: set[str], faults: list[str]) -> dict[str, Any]:
    """What the office recorded of the day that began at ``start``, beside what the log says of it.

    ``both``: the tickets of those whom the log served too. Who gave up there may have been served here before that, so means are compared
    over the others.
    """
    day = clock.local(start).date()
    waits = rows(
        "SELECT klass, count(*) AS n, avg(extract(epoch FROM called_at - issued_at))::float AS mean, "
        "percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM called_at - issued_at))::float AS p90 "
        "FROM queue_ticket WHERE hall_id = %s AND day = %s AND state = 'done' GROUP BY klass ORDER BY klass DESC",
        [hall, day],
    )
    estimate = row(
        "SELECT count(*) AS n, avg(abs(extract(epoch FROM called_at - issued_at) - (estimate_low_s + estimate_high_s) / 2))::float AS error, "
        "avg((extract(epoch FROM called_at - issued_at) BETWEEN estimate_low_s - 1 AND estimate_high_s + 1)::int)::float AS inside "
        "FROM queue_ticket WHERE hall_id = %s AND day = %s AND state = 'done' AND estimate_high_s IS NOT NULL",
        [hall, day],
    )
    left = row("SELECT count(*) AS n FROM queue_ticket WHERE hall_id = %s AND day = %s AND state = 'left'", [hall, day])
    logged = [v.wait_s for v in visits if v.served]
    mean = row("SELECT avg(extract(epoch FROM called_at - issued_at))::float AS s FROM queue_ticket WHERE id = ANY(%s) AND state = 'done'", [list(both)])
    said = rows(
        "SELECT r.grade, count(*) AS n FROM feedback_rating r JOIN feedback_invitation i ON i.id = r.invitation_id "
        "WHERE i.hall_id = %s AND r.at >= %s GROUP BY 1 ORDER BY 1 DESC",
        [hall, start],
    )
    acts, sealed = _sealed(start)
    served = sum(r["n"] for r in waits)
    return {
        "log_served": len(logged), "served": served, "left": left["n"] if left else 0, "log_mean_wait_s": sum(logged) / max(1, len(logged)),
        "mean_wait_s": (mean and mean["s"]) or 0.0, "waits": waits, "estimate": estimate, "ratings": {r["grade"]: r["n"] for r in said},
        "acts": acts, "sealed": sealed, "faults": faults,
    }  # fmt: skip


def _sealed(start: datetime) -> tuple[int, int]:
    """Acts since ``start``, and how many of them are sealed; what was done last is given the time to be."""
    until = time.monotonic() + SEALING_S
    while True:
        found = row(SEALED, [start])
        assert found is not None
        if found["sealed"] == found["acts"] or time.monotonic() > until:
            return found["acts"], found["sealed"]
        time.sleep(0.2)


def words(said: dict[str, Any]) -> str:
    """The report as a table: Chinese first, English beside it, numbers below each other."""
    lines = [
        _line("办结", "served", said["served"], f"日志 log {said['log_served']}"),
        _line("中途离开", "given up", said["left"]),
        _line("平均等候", "mean wait", f"{said['mean_wait_s']:.0f} s", f"日志 log {said['log_mean_wait_s']:.0f} s"),
    ]
    for one in said["waits"]:
        zh, en = CLASSES[one["klass"]]
        lines.append(_line(f"  {zh}", en, one["n"], f"平均 mean {one['mean']:.0f} s，九成以内 P90 {one['p90']:.0f} s"))
    found = said["estimate"]
    if found and found["n"]:
        lines.append(_line("预计等候", "estimate", found["n"], f"平均误差 error {found['error']:.0f} s，落在范围 inside {found['inside']:.0%}"))
    else:
        lines.append(_line("预计等候", "estimate", 0, "量过的办理还不够 too little measured yet"))
    grades = "，".join(f"{grade} 分 × {n}" for grade, n in said["ratings"].items())
    lines.append(_line("评价", "ratings", sum(said["ratings"].values()), grades))
    lines.append(_line("已封存操作", "acts sealed", said["sealed"], f"共 of {said['acts']}"))
    return "\n".join([*lines, *(f"! {fault}" for fault in said["faults"][:10])])


def _line(zh: str, en: str, number: object, more: str = "") -> str:
    return f"{padded(zh, 12)}{padded(en, 14)}{number!s:>8}   {more}".rstrip()


def padded(text: str, width: int) -> str:
    """Text filled with blanks to a width on the screen, where a Chinese sign takes two places."""
    taken = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(1, width - taken)
