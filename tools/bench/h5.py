"""H5: call next by twenty clerks at the same moment, 320 waiting, against pgbench with the same statements.

Of the classes and channels that exist: ordinary and green (one in eight), three groups of skills, one in twenty not yet back from
being sent on. Each round of twenty calls is timed; serving and filling the line up again between rounds is not.
"""

import time
from typing import Any
from uuid import UUID

from tools.bench import history, office
from tools.bench.crowd import Answer, Crowd, refusals, request
from tools.bench.runs import Run, listed
from tools.bench.trips import OWN_FIRST, PREFIX, Script, one_request, own_of, pgbench, script, trips_of_the_act
from tools.bench.verdict import Measured, Must, middle

CLERKS, WAITING, ROUNDS, REPEATS, PGBENCH_S = 20, 320, 15, 3, 4
POOL_EACH = 1500
POOL_HALL = f"{PREFIX}000000000000"
SKILLS = ("{DRV-RENEW}", "{VEH-MORTGAGE}", "{DRV-RENEW,VEH-MORTGAGE,VEH-TRANSFER}")
PLANS = """
INSERT INTO offices_plan (window_id, effective_from, skills)
SELECT id, '2026-01-01', CASE number % 3 {cases} END::varchar[] FROM offices_window WHERE hall_id = '{hall}'
"""
INDEXES = (
    "DROP INDEX queue_ticket_live", "DROP INDEX queue_ticket_day", "ALTER TABLE queue_ticket DROP CONSTRAINT ticket_number_is_unique_in_hall_and_day",
)  # fmt: skip
FILL = """
WITH made AS (
    SELECT gen_random_uuid() AS visit, gen_random_uuid() AS ticket, {first} + n AS number, n FROM generate_series(1, {count}) AS n
), visits AS (
    INSERT INTO queue_visit (id, hall_id, day, channel, trace_id, started_at)
    SELECT visit, '{hall}', '2026-11-24', 'kiosk', gen_random_uuid(), '2026-11-24 01:30+00' FROM made
)
INSERT INTO queue_ticket (id, visit_id, hall_id, day, letter, number, klass, evidence, businesses, state, reference_digest, language,
                          issued_at, ready_at)
SELECT ticket, visit, '{hall}', '2026-11-24', CASE WHEN n % 8 = 0 THEN 'F' ELSE 'A' END, number,
       CASE WHEN n % 8 = 0 THEN 'green' ELSE 'ordinary' END, CASE WHEN n % 8 = 0 THEN 'age' ELSE '' END,
       (ARRAY['{{DRV-RENEW}}', '{{VEH-MORTGAGE}}', '{{VEH-TRANSFER}}'])[1 + n % 3]::varchar[], 'waiting', sha256(ticket::text::bytea), 'zh',
       at, CASE WHEN n % 20 = 0 THEN at + interval '1 day' ELSE at END
FROM (SELECT *, '2026-11-24 01:30+00'::timestamptz + (number % 20000) * interval '0.05 s' AS at FROM made) AS line
"""
# Tickets that the clients of pgbench claim, in a hall of their own: the line that they read stays as long as it is.
POOL = f"""
WITH made AS (
    SELECT ('{PREFIX}' || ({OWN_FIRST} + c * 100000 + n))::uuid AS id, c * {POOL_EACH} + n AS number
    FROM generate_series(0, {CLERKS} - 1) AS c, generate_series(1, {POOL_EACH}) AS n
), visits AS (
    INSERT INTO queue_visit (id, hall_id, day, channel, trace_id, started_at)
    SELECT id, '{POOL_HALL}', '2026-11-24', 'kiosk', id, '2026-11-24 01:30+00' FROM made
)
INSERT INTO queue_ticket (id, visit_id, hall_id, day, letter, number, klass, evidence, businesses, state, reference_digest, language,
                          issued_at, ready_at)
SELECT id, id, '{POOL_HALL}', '2026-11-24', 'A', number, 'ordinary', '', '{{DRV-RENEW}}', 'waiting', sha256(id::text::bytea), 'zh',
       '2026-11-24 01:30+00', '2026-11-24 01:30+00' FROM made
"""
FIRST = f"\\set n :n + 1\n\\set t {OWN_FIRST} + :client_id * 100000 + :n\n\\set w random({OWN_FIRST}, 999999999999)\n"
WHOLE = """
SELECT (SELECT count(*) FROM queue_call WHERE kind = 'call')::int AS calls, (SELECT count(*) FROM audit_row WHERE act = 'queue.call_next')::int AS log,
       (SELECT count(*) FROM live_outbox WHERE kind = 'called')::int / 2 AS news
"""


class Line:
    """The line of the hall, filled up to its length before each round."""

    def __init__(self, hall: UUID) -> None:
        self.hall, self.given = hall, 1000

    def fill(self) -> None:
        """As many as are missing."""
        from yitang.platform.database.public import row

        found = row("SELECT count(*)::int AS n FROM queue_ticket WHERE hall_id = %s AND state = 'waiting'", [self.hall])
        assert found is not None
        office.as_owner(FILL.format(hall=self.hall, first=self.given, count=WAITING - found["n"]))
        self.given += WAITING


def measure(sabotage: bool) -> Measured:
    """Run it: office and pgbench in turns, the medians of three. Without its indexes the office is measured alone."""
    from yitang.platform.database.public import row

    runs: list[Run] = []
    theirs: list[float] = []
    with office.running("") as here:
        hall = here.hall()
        history.load(hall)
        cases = " ".join(f"WHEN {n} THEN '{skills}'" for n, skills in enumerate(SKILLS))
        office.as_owner(PLANS.format(cases=cases, hall=hall))
        clerks, line = here.clerks(CLERKS), Line(hall)
        crowd = Crowd(office.PORT, CLERKS)
        spread = crowd.connect(here.workers)
        calls(crowd, clerks, line, 2)
        line.fill()
        baseline = statements(*clerks[-1])
        office.as_owner(POOL, *(INDEXES if sabotage else ()), "ANALYZE queue_ticket")
        for _ in range(REPEATS):
            before = row(WHOLE)
            answers, took = calls(crowd, clerks, line, ROUNDS)
            after = row(WHOLE)
            assert before is not None
            assert after is not None
            runs.append(Run(answers, took, min(after[name] - before[name] for name in after)))
            if not sabotage:
                line.fill()
                theirs.append(pgbench(baseline, CLERKS, PGBENCH_S, "H5", FIRST, ("-D", f"n={len(theirs) * POOL_EACH // REPEATS}")))
                claimed(len(theirs), theirs[-1] * PGBENCH_S)
        crowd.close()
    ratio = middle([run.rate / their for run, their in zip(runs, theirs, strict=True)]) if theirs else None
    demands = [
        Must("p99", middle([run.p(0.99) for run in runs]), "≤", 80, "ms"),
        Must("refused", sum(sum(refusals(run.answers).values()) for run in runs), "=", 0),
        Must("least of calls, log, news", min(run.written for run in runs), "=", CLERKS * ROUNDS),
        Must("processes", sum(n > 0 for n in spread.values()), "≥", 2),
    ]  # fmt: skip
    if not sabotage:
        demands.insert(1, Must("of pgbench", ratio, "≥", 1 / 3))
    return Measured(
        "H5", demands[0].seen, "ms p99", tuple(demands), baseline=middle(theirs) if theirs else None, ratio=ratio,
        details=(
            f"p50 {listed(run.p(0.5) for run in runs)} ms, p99 {listed(run.p(0.99) for run in runs)} ms",
            f"office {listed(run.rate for run in runs)}/s, pgbench {listed(theirs)}/s",
            f"round trips: {trips_of_the_act(baseline)} of the act, {len(baseline.trips)} in all",
        ),
    )  # fmt: skip


def claimed(repeats: int, transactions: float) -> None:
    """Look whether pgbench really claimed a ticket in each transaction: one that finds nothing is no baseline.

    Raises: RuntimeError.
    """
    from yitang.platform.database.public import row

    found = row(f"SELECT count(*)::int AS n FROM queue_ticket WHERE hall_id = '{POOL_HALL}' AND state = 'called'")
    assert found is not None
    if found["n"] < 0.9 * transactions or found["n"] > CLERKS * POOL_EACH * repeats // REPEATS:
        raise RuntimeError(f"pgbench claimed {found['n']} tickets in {transactions:.0f} transactions")


def calls(crowd: Crowd, clerks: list[tuple[Any, UUID]], line: Line, rounds: int) -> tuple[list[Answer], float]:
    """Rounds of one call by every clerk at once; in between everybody finishes and the line is filled up."""
    answers: list[Answer] = []
    took = 0.0
    for _ in range(rounds):
        line.fill()
        asked = {n: request(client, "POST", f"/api/v1/windows/{window}/call") for n, (client, window) in enumerate(clerks)}
        began = time.perf_counter()
        found = crowd.ask(asked)
        took += time.perf_counter() - began
        answers += found
        crowd.ask({a.who: request(clerks[a.who][0], "POST", f"/api/v1/windows/{clerks[a.who][1]}/finish") for a in found if a.status == 200})
    return answers, took


def statements(clerk: Any, window: UUID) -> Script:
    """The round trips of one call; in pgbench each transaction claims a ticket of the pool for a window of its own."""
    from yitang.platform.audit.operations import _pen
    from yitang.platform.database.public import lock_number

    base = f"/api/v1/windows/{window}"
    one_request(clerk, f"{base}/call")
    one_request(clerk, f"{base}/finish")
    one, first = one_request(clerk, f"{base}/call")
    one_request(clerk, f"{base}/finish")
    other, _ = one_request(clerk, f"{base}/call")
    one_request(clerk, f"{base}/finish")
    lock = {str(lock_number("queue.window", window)): "\0w\0"}
    return script(one, other, own_of(_pen().writer) | own_of(UUID(first["id"]), put="t") | own_of(window, put="w") | lock)
