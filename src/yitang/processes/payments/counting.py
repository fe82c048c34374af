"""What of money waits for the head of an office, as numbers: one statement, since his first page asks for them all the time."""

from dataclasses import dataclass
from datetime import timedelta

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.policy.public import value
from yitang.processes.payments.access import SEE_MONEY_BACK, SEE_OVERPAID, SEE_TILLS

COUNTS = """
SELECT (SELECT count(*) FROM payments_incoming i WHERE i.office_id = %(office)s AND i.outcome <> 'settled' AND NOT EXISTS (
            SELECT 1 FROM payments_refund r WHERE r.incoming_id = i.id AND r.state IN ('asked', 'approved', 'failed', 'done')))::int AS overpaid,
       (SELECT count(*) FROM payments_waiver w WHERE w.office_id = %(office)s AND w.state = 'asked')::int AS waivers,
       (SELECT count(*) FROM payments_refund r WHERE r.office_id = %(office)s AND (r.state IN ('asked', 'failed')
            OR (r.state = 'approved' AND r.method = 'code' AND (r.fault = 'other_amount' OR r.decided_at <= %(late)s))))::int AS refunds,
       (SELECT count(*) FROM payments_till t WHERE t.office_id = %(office)s
            AND (t.state = 'counted' OR (t.state = 'open' AND t."on" < %(today)s)))::int AS tills
"""


@dataclass(frozen=True, slots=True)
class MoneyWaiting:
    """``overpaid``: to give back, and nobody has asked yet; ``back``: waivers and refunds to decide or that do not come to an end; ``tills``: to accept."""

    overpaid: int
    back: int
    tills: int


def money_waiting(viewer: Viewer) -> MoneyWaiting:
    """What waits in the viewer's office; the lists behind the numbers are ``overpaid``, ``money_back`` and ``tills_to_accept``.

    Raises: PostMayNot, NotYours.
    """
    if viewer.office_id is None:
        raise NotYours
    for act in (SEE_OVERPAID, SEE_MONEY_BACK, SEE_TILLS):
        allow(viewer, act)
        may(viewer, act, Place((viewer.office_id,)))
    late = clock.now() - timedelta(seconds=value("payments.refund_late_s"))
    found = row(COUNTS, {"office": viewer.office_id, "late": late, "today": clock.today()})
    assert found is not None
    return MoneyWaiting(found["overpaid"], found["waivers"] + found["refunds"], found["tills"])
