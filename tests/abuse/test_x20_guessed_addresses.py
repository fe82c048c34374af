"""X20, the address of another's case, number, notice or device is guessed or copied.

Control: loads that ask who looks; not yours is the same answer as not there. Who gets which page: ``tests/proofs/test_rights.py``;
that no portal reads a table past the doors that ask: ``tools/house/laws.py``, ``reads_past_the_viewer``.
"""

import re
from typing import Any
from uuid import uuid4

import pytest

from tests.proofs.asking import ask, denied, taken_back
from tests.proofs.people import Office, peopled
from tests.proofs.rights import ALL, MAY

STRANGERS = ("other_phone", "x01", "chiefx")
# Halls are on the sign-in page for everybody: that there is one is no secret.
THINGS = ("precheck_id", "ticket_id", "upload_id", "case_id", "notice_id", "device_id", "window_id", "call_id")
ONE_TIME = re.compile(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"|"once" value="[^"]*"')


def words(answer: Any, thing: str) -> tuple[int, str, str]:
    """What a stranger sees: status, where he is sent, text; without what is new in each answer and without what he typed himself."""
    text = ONE_TIME.sub("", answer.content.decode(errors="replace")).replace(thing, "THING")
    return answer.status_code, answer.get("Location", "").replace(thing, "THING"), text


def differing(office: Office, only: str = "") -> list[str]:
    """Routes (whose name begins like this) and callers for which another's thing does not look like nothing."""
    found = []
    real = dict(office.things)
    for key, may in MAY.items():
        asked = [name for name in THINGS if f"<{name}>" in key or f"<uuid:{name}>" in key]
        for who in STRANGERS:
            if not asked or who in may or may == ALL or not key.startswith(only):
                continue
            said = []
            for things in (real, {**real, **{name: str(uuid4()) for one in asked for name in (one, f"uuid:{one}") if name in real}}):
                office.things = things
                answer, _ = taken_back(lambda w=who, k=key: ask(office, office.callers[w], k))
                one = next(name for name in (f"uuid:{asked[0]}", asked[0]) if name in things and f"<{name}>" in key)
                said.append((denied(answer), words(answer, things[one])))
            if said[0] != said[1] or not said[0][0]:
                found.append(f"{key} as {who}: {said[0][1][0]} and {said[1][1][0]}")
    office.things = real
    return found


def test_anothers_thing_and_nothing_look_the_same_on_every_route(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    office = peopled(city)
    with monkeypatch.context() as guard_off:
        guard_off.setattr("yitang.processes.cases.queries.may", lambda *_: None)
        guard_off.setattr("yitang.processes.queue.queries.may", lambda *_: None)
        seen = differing(office, "GET window/case") + differing(office, "GET t/")
        assert any("case_id" in one for one in seen), "guard off: a clerk of another office reads the case"
        assert any("ticket_id" in one for one in seen)
    left = differing(office)
    assert not left, "\n".join(left)
