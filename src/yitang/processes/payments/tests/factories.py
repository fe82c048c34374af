"""A case that waits for its money: accepted and reviewed at window 3, the bill of 10 yuan open."""

from datetime import date
from typing import Any
from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import anonymous
from yitang.processes.queue.public import call_next, issue_ticket, start_serving
from yitang.processes.queue.tests.test_queue import at, clerk

RENEW = "DRV-RENEW"


def screen(city: dict[str, Any], window_id: UUID) -> Viewer:
    """The citizen's side of a window."""
    return Viewer(post="screen", device_id=window_id, device_kind="screen", office_id=city["office"], hall_id=city["hall"], window_id=window_id)


def unpaid(city: dict[str, Any]) -> dict[str, Any]:
    """Clerk c03, the citizen's phone, and the case that she has reviewed."""
    from yitang.processes.cases.public import Seen, accept_case, review

    _, phone = anonymous()
    issue_ticket(phone, city["hall"], (RENEW,), "phone")
    li = clerk(city, 3)
    call_next(li, at(li))
    start_serving(li, at(li))
    case = accept_case(li, RENEW, city["cast"]["renew"].number, Seen(medical_on=date(2026, 11, 20)))
    review(li, case.id)
    return {**city, "clerk": li, "phone": phone, "case": case.id, "screen": screen(city, at(li))}
