"""X19, somebody hears of another's number by the stream.

Control: what a stream tells follows from who asks; a claim of what was seen opens no topic; news holds a label and a window and no
person. Who hears what of people with a session: ``tests/proofs/test_rights.py``; a role that changes and ends: ``portals/live/tests``.
"""

import asyncio
import json
import re
from typing import Any

import pytest

from tests.proofs.people import peopled
from tests.trials.test_every_page import office  # noqa: F401 - a fixture
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows
from yitang.platform.identity.public import anonymous
from yitang.platform.live.public import sequence_once
from yitang.portals.live import hub
from yitang.portals.live.tests.test_stream import cookie, desk, news, request  # noqa: F401 - a fixture among them
from yitang.processes.queue.public import issue_ticket, live_topics
from yitang.processes.queue.tests.test_queue import RENEW

# Who hears which kinds of topic, written from what each does at work.
HEARS = {
    "nobody": set(), "phone": {"hall", "ticket"}, "other_phone": set(), "citizen": set(), "c03": {"hall", "window"}, "c05": {"hall", "window"},
    "x01": {"hall", "window"}, "g01": {"hall"}, "r01": {"hall", "review"}, "chief": {"hall"}, "chiefx": {"hall"}, "admin": set(),
    "security": set(), "audit": set(), "kiosk": {"hall"}, "display": {"hall"}, "screen": {"hall", "window"},
}  # fmt: skip
# The words that news may hold, and what each may be.
SAYS = {
    "label": re.compile(r"[A-Z]\d{3}"), "window": re.compile(r"\d{1,3}"), "state": re.compile(r"[a-z_-]{1,20}"), "step": re.compile(r"[a-z_-]{1,20}"),
    "call": re.compile(r"[0-9a-f-]{36}"), "again": re.compile(r"True|False"), "language": re.compile(r"zh|en"), "text": re.compile(r"[a-z]*"),
}  # fmt: skip


def kinds(topics: tuple[str, ...]) -> set[str]:
    """Topics without what they are of."""
    return {one.partition(":")[0] for one in topics}


def test_each_role_and_device_hears_its_kinds_of_topic_of_its_own_place(city: dict[str, Any]) -> None:
    there = peopled(city)
    places = {str(there.hall), there.things["window_id"], there.things["ticket_id"], str(there.office)}
    far = {"x01", "chiefx", "c05"}
    wrong = []
    for name, caller in there.callers.items():
        viewer = Viewer()
        if caller.token:
            viewer = caller.viewer()
        elif caller.device:
            kept = row("SELECT kind, office_id, hall_id, window_id FROM identity_device WHERE id = %s", [caller.device])
            assert kept
            viewer = Viewer(post=kept["kind"], office_id=kept["office_id"], hall_id=kept["hall_id"], window_id=kept["window_id"], device_id=caller.device)
        heard = live_topics(viewer)
        if kinds(heard) != HEARS[name] or (name not in far and any(one.partition(":")[2] not in places for one in heard)):
            wrong.append((name, heard))
    assert wrong == []
    assert set(HEARS) == set(there.callers)


def test_a_forged_claim_of_what_was_seen_opens_nothing(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    _, other = anonymous()
    theirs = f"ticket:{issue_ticket(other, desk['hall'], RENEW, 'phone').id}"
    execute("INSERT INTO live_outbox (topic, kind, payload, act_id, at) SELECT %s, 'called', payload, act_id, at FROM live_outbox LIMIT 1", [theirs])
    sequence_once()
    said = cookie(desk, **{"last-event-id": json.dumps({theirs: 0, f"hall:{desk['hall']}": 0})})
    with monkeypatch.context() as guard_off:
        guard_off.setattr(hub, "live_topics", lambda viewer: (*live_topics(viewer), theirs))
        assert theirs in heard(said, theirs), "guard off: topics that the client names"
    own = f"hall:{desk['hall']}"
    assert heard(said, own) == {own}, "own news, from the beginning"


def heard(said: dict[str, str], topic: str) -> set[str]:
    """Topics of the news on a stream that is read for half a second, and for longer as long as this one has not come."""
    found: set[str] = set()
    for seconds in (0.5, 2.0, 8.0):
        _, text, _ = asyncio.run(request("/live/stream", headers=said, seconds=seconds))
        found = {one["topic"] for one in news(text)}
        if topic in found:
            break
    return found


def strange(payload: dict[str, Any]) -> list[str]:
    """What news holds that is no label, window, state or id."""
    return [name for name, value in payload.items() if name not in SAYS or not SAYS[name].fullmatch(str(value))]


def test_a_days_news_holds_no_name_phone_or_number(office: dict[str, Any]) -> None:  # noqa: F811
    clerk = office["clerk"]
    clerk.form("/window/act/call", {})
    clerk.form("/window/act/recall", {})
    clerk.form("/window/act/no-show", {})
    found = rows("SELECT topic, kind, payload FROM live_outbox")
    assert len(found) > 12
    read = [(one["kind"], json.loads(one["payload"]) if isinstance(one["payload"], str) else one["payload"]) for one in found]
    assert [(kind, strange(payload)) for kind, payload in read if strange(payload)] == []
    assert strange({"label": "A001", "name": "张三"}) == ["name"]
    assert strange({"label": "张三"}) == ["label"]
