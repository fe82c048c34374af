"""A rating given by the clerk himself.

Control: no rule lets a post rate but the citizen of the visit and the second screen of its window, whose key the clerk's browser does
not have; the table knows no other source; a rating faster than a person can read is flagged. In a browser: ``tests/trips/test_window_trips.py``.
"""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from tests.abuse.picture import as_it_was, count, owner
from tests.trials.people import paired, phone, staff
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, row
from yitang.platform.identity.public import PostMayNot
from yitang.processes.feedback import operations
from yitang.processes.feedback.public import invite, rate
from yitang.processes.payments.tests.factories import unpaid
from yitang.processes.queue.tests.test_queue import at


@pytest.fixture
def served(city: dict[str, Any]) -> dict[str, Any]:
    """A visit at window 3 that may be rated."""
    desk = unpaid(city)
    ticket = row("SELECT id FROM queue_ticket")
    assert ticket
    with act(desk["clerk"], "test.invite") as this:
        invite(this, ticket["id"], city["office"], city["hall"], at(desk["clerk"]), desk["phone"].session_id)
    return {**desk, "ticket": ticket["id"]}


def test_with_the_rule_taken_away_the_clerk_praises_himself_and_with_it_he_is_refused(served: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li = served["clerk"]
    with monkeypatch.context() as off:
        off.setattr(operations, "allow", lambda *_: None)
        off.setattr(operations, "can", lambda *_: True)
        rate(li, served["ticket"], 5)
        assert row("SELECT grade, source FROM feedback_rating") == {"grade": 5, "source": "citizen"}, "it would stand there as a citizen's"
    owner("DELETE FROM feedback_rating")
    for post in ("clerk", "guide", "reviewer", "chief", "admin", "kiosk", "display"):
        with as_it_was(), pytest.raises(PostMayNot):
            rate(Viewer(li.account_id, li.person_id, post, li.office_id, li.hall_id, li.window_id, device_id=uuid4(), level="two_factor"), served["ticket"], 5)
    with as_it_was(), pytest.raises(IntegrityError, match="a_rating_comes_from_the_citizen"):
        execute(
            "INSERT INTO feedback_rating (id, invitation_id, grade, source, quick, at) SELECT %s, id, 5, 'clerk', false, now() FROM feedback_invitation",
            [uuid4()],
        )


def test_no_way_in_over_http_is_his(served: dict[str, Any], city: dict[str, Any]) -> None:
    ticket, window = served["ticket"], at(served["clerk"])
    clerk, own_phone, far_screen = staff(city, "c03", 3), phone(), paired(city, "screen", uuid4())
    with as_it_was():
        for sender in (clerk, own_phone):
            assert sender.form(f"/t/{ticket}/rate", {"grade": "5"}).status_code in {403, 404}
            body = json.dumps({"grade": 5}).encode()
            assert sender.send("POST", f"/api/v1/tickets/{ticket}/rating", body, "application/json").status_code in {403, 404}
            assert sender.form(f"/window/screen/rate/{ticket}", {"grade": "5"}).status_code == 401, "the second screen's page asks for its signature"
        assert far_screen.form(f"/window/screen/rate/{ticket}", {"grade": "5"}).status_code == 404
    with as_it_was(), pytest.raises(operations.NothingToRate):
        rate(Viewer(post="citizen", session_id=uuid4(), level="anonymous"), ticket, 5)
    assert paired(city, "screen", window).form(f"/window/screen/rate/{ticket}", {"grade": "5"}).status_code == 200
    assert row("SELECT source, quick FROM feedback_rating") == {"source": "screen", "quick": True}, "who leans over and taps at once is flagged"
    assert count("feedback_rating") == 1
