"""H1: eight kiosks take 1,250 numbers each from two or more processes, across local midnight; no number is given twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tools.bench import office
from tools.bench.crowd import Crowd, refusals, request
from tools.bench.verdict import Measured, Must

KIOSKS, EACH = 8, 1250
BEFORE_MIDNIGHT = datetime(2026, 11, 24, 15, 58, tzinfo=UTC)  # 23:58 in Shanghai
TICKET = {"businesses": ["DRV-RENEW"]}
OPEN_ALL_DAY = "UPDATE offices_opening SET opens = '00:00', closes = '23:59:59.999999'"
GUARDS = ("ALTER TABLE queue_ticket DROP CONSTRAINT ticket_number_is_unique_in_hall_and_day",)
TWINS = "SELECT coalesce(sum(n - 1), 0)::int AS twins FROM (SELECT count(*) AS n FROM queue_ticket GROUP BY hall_id, day, letter, number) AS same"
DAYS = "SELECT day::text, count(*)::int AS n FROM queue_ticket GROUP BY day ORDER BY day"


def measure(sabotage: bool) -> Measured:
    """Run it."""
    from yitang.platform.database.public import row, rows, set_clock

    set_clock(BEFORE_MIDNIGHT, 1.0)
    office.as_owner(OPEN_ALL_DAY, *(GUARDS if sabotage else ()))
    with office.running("H1" if sabotage else "") as here:
        kiosks = here.kiosks(KIOSKS)
        hall = str(here.hall())
        crowd = Crowd(office.PORT, KIOSKS)
        spread = crowd.connect(here.workers)

        def line(n: int) -> Iterator[bytes]:
            return (request(kiosks[n], "POST", "/api/v1/tickets", {"hall": hall, **TICKET}) for _ in range(EACH))

        def at_half(done: int) -> None:
            if done == KIOSKS * EACH // 2:
                set_clock(BEFORE_MIDNIGHT + timedelta(minutes=1, seconds=59), 1.0)

        answers = crowd.drive({n: line(n) for n in range(KIOSKS)}, at_half)
        crowd.close()
    given = sum(answer.status == 200 for answer in answers)
    labels = [answer.said()["label"] for answer in answers if answer.status == 200]
    days = rows(DAYS)
    found = row(TWINS)
    assert found is not None
    told = len(labels) - len(set(labels)) if len(days) < 2 else 0
    serving = sum(count > 0 for count in spread.values())
    return Measured(
        "H1", max(found["twins"], told), "numbers given twice",
        (
            Must("duplicates", max(found["twins"], told), "=", 0), Must("numbers given", given, "=", KIOSKS * EACH),
            Must("processes", serving, "≥", 2), Must("days", len(days), "=", 2),
        ),
        details=(f"processes {spread}", f"days {[(d['day'], d['n']) for d in days]}", f"refused {dict(refusals(answers))}"),
    )  # fmt: skip
