"""H4: a number over HTTP, eight kiosks at once, with idempotency, access rule, log and news on, against pgbench with the same statements."""

import time
from typing import Any
from uuid import uuid4

from tools.bench import history, office
from tools.bench.crowd import Answer, Crowd, refusals, request
from tools.bench.runs import Run, listed
from tools.bench.trips import OWN_FIRST, PREFIX, Script, one_request, own_of, pgbench, script, trips_of_the_act
from tools.bench.verdict import Measured, Must, middle

KIOSKS, EACH, REPEATS, PGBENCH_S = 8, 250, 3, 4
PATH = "/api/v1/tickets"
NIGHT = "UPDATE queue_ticket SET state = 'left', closed_at = issued_at WHERE state = 'waiting'"
CLONES = f"""
INSERT INTO identity_device (id, kind, name, public_key, office_id, hall_id, window_id, approved_by, paired_at)
SELECT ('{PREFIX}' || ({OWN_FIRST} + n))::uuid, kind, name, public_key || n::text::bytea, office_id, hall_id, window_id, approved_by, paired_at
FROM identity_device, generate_series(0, {KIOSKS - 1}) AS n WHERE id = '%s'
"""
INDEXES = (
    "DROP INDEX queue_ticket_live", "DROP INDEX queue_ticket_day", "ALTER TABLE queue_ticket DROP CONSTRAINT ticket_number_is_unique_in_hall_and_day",
)  # fmt: skip
WHOLE = """
SELECT (SELECT count(*) FROM queue_ticket WHERE day = '2026-11-24')::int AS tickets,
       (SELECT count(*) FROM audit_row WHERE act = 'queue.issue_ticket')::int AS log,
       (SELECT count(*) FROM live_outbox WHERE kind = 'issued')::int AS news,
       (SELECT count(*) FROM database_once WHERE status = 200)::int AS keys
"""


def measure(sabotage: bool) -> Measured:
    """Run it: office and pgbench in turns, the medians of three. Without its indexes the office is measured alone."""
    from yitang.platform.database.public import row

    runs: list[Run] = []
    theirs: list[float] = []
    with office.running("H4" if sabotage else "") as here:
        hall = here.hall()
        history.load(hall)
        here.clerks(20)
        kiosks = here.kiosks(KIOSKS)
        said = {"hall": str(hall), "businesses": ["DRV-RENEW"]}
        crowd = Crowd(office.PORT, KIOSKS)
        spread = crowd.connect(here.workers)
        issue(crowd, kiosks, said, 20)
        same = same_twice(crowd, kiosks[0], said)
        baseline = statements(kiosks[0], said)
        office.as_owner(*(INDEXES if sabotage else ()))
        for _ in range(REPEATS):
            office.as_owner(NIGHT)
            before = row(WHOLE)
            answers, took = issue(crowd, kiosks, said, EACH)
            after = row(WHOLE)
            assert before is not None
            assert after is not None
            runs.append(Run(answers, took, min(after[name] - before[name] for name in after)))
            if not sabotage:
                theirs.append(pgbench(baseline, KIOSKS, PGBENCH_S, "H4"))
        crowd.close()
    ratio = middle([run.rate / their for run, their in zip(runs, theirs, strict=True)]) if theirs else None
    demands = [
        Must("p99", middle([run.p(0.99) for run in runs]), "≤", 100, "ms"),
        Must("refused", sum(sum(refusals(run.answers).values()) for run in runs), "=", 0),
        Must("same key, same number", int(same), "=", 1), Must("least of tickets, log, news, keys", min(run.written for run in runs), "=", EACH * KIOSKS),
        Must("round trips of the act", trips_of_the_act(baseline), "≤", 6), Must("processes", sum(n > 0 for n in spread.values()), "≥", 2),
    ]  # fmt: skip
    if not sabotage:
        demands.insert(1, Must("of pgbench", ratio, "≥", 1 / 3))
    return Measured(
        "H4", demands[0].seen, "ms p99", tuple(demands), baseline=middle(theirs) if theirs else None, ratio=ratio,
        details=(
            f"p50 {listed(run.p(0.5) for run in runs)} ms, p99 {listed(run.p(0.99) for run in runs)} ms",
            f"office {listed(run.rate for run in runs)}/s, pgbench {listed(theirs)}/s, {len(baseline.trips)} round trips in all",
        ),
    )  # fmt: skip


def issue(crowd: Crowd, kiosks: list[Any], said: dict[str, Any], each: int) -> tuple[list[Answer], float]:
    """So many numbers by each kiosk; the requests are signed before the clock starts."""
    lines = {n: [request(kiosk, "POST", PATH, said) for _ in range(each)] for n, kiosk in enumerate(kiosks)}
    began = time.perf_counter()
    answers = crowd.drive({n: iter(line) for n, line in lines.items()})
    return answers, time.perf_counter() - began


def same_twice(crowd: Crowd, kiosk: Any, said: dict[str, Any]) -> bool:
    """Whether a second request with one key gets the same number and not another."""
    key = str(uuid4())
    first, second = (crowd.ask({0: request(kiosk, "POST", PATH, said, key)})[0] for _ in range(2))
    return first.status == second.status == 200 and first.body == second.body


def statements(kiosk: Any, said: dict[str, Any]) -> Script:
    """The round trips of one number; in pgbench every client is a kiosk and a writer of its own."""
    from django.db import connection

    from yitang.platform.audit.operations import _pen

    one_request(kiosk, PATH, said)
    (one, _), (other, _) = one_request(kiosk, PATH, said), one_request(kiosk, PATH, said)
    connection.ensure_connection()
    office.as_owner(CLONES % kiosk.device)
    return script(one, other, own_of(kiosk.device, _pen().writer))
