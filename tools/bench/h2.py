"""H2: twenty clerks call at the same moment, a thousand times, and one waits; nobody is called by two windows."""

from collections import Counter

from tools.bench import office
from tools.bench.crowd import Crowd, refusals, request
from tools.bench.verdict import Measured, Must

CLERKS, ROUNDS = 20, 1000
TAKEN_TWICE = (
    "SELECT coalesce(sum(n - 1), 0)::int AS twice FROM "
    "(SELECT count(DISTINCT window_id) AS n FROM queue_call WHERE kind = 'call' GROUP BY ticket_id) AS called WHERE n > 1"
)


def measure(sabotage: bool) -> Measured:
    """Run it. Without its guards it ends at the tenth citizen who was called twice."""
    from yitang.platform.database.public import row

    doubled, rounds, unserved = 0, 0, 0
    others: Counter[str] = Counter()
    with office.running("H2" if sabotage else "") as here:
        clerks, kiosk = here.clerks(CLERKS), here.kiosks(1)[0]
        ticket = {"hall": str(here.hall()), "businesses": ["DRV-RENEW"]}
        crowd = Crowd(office.PORT, CLERKS + 1)
        spread = crowd.connect(here.workers)
        while rounds < ROUNDS and doubled < 10:
            (issued,) = crowd.ask({CLERKS: request(kiosk, "POST", "/api/v1/tickets", ticket)})
            assert issued.status == 200, issued.body
            called = crowd.ask({n: request(client, "POST", f"/api/v1/windows/{window}/call") for n, (client, window) in enumerate(clerks)})
            mine = [answer for answer in called if answer.status == 200]
            others += refusals(called)
            doubled += max(0, len(mine) - 1)
            unserved += not mine
            finished = crowd.ask({a.who: request(clerks[a.who][0], "POST", f"/api/v1/windows/{clerks[a.who][1]}/finish") for a in mine})
            rounds += 1
            others += refusals(finished)
        crowd.close()
    found = row(TAKEN_TWICE)
    assert found is not None
    twice = max(doubled, found["twice"])
    return Measured(
        "H2", twice, "citizens called by two windows",
        (
            Must("called twice", twice, "=", 0), Must("rounds", rounds, "=", ROUNDS), Must("rounds in which nobody called", unserved, "=", 0),
            Must("processes", sum(count > 0 for count in spread.values()), "≥", 2),
        ),
        details=(f"processes {spread}", f"answers to the others {dict(others)}"),
    )  # fmt: skip
