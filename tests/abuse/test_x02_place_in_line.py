"""X2, a place in the line for money: a wrong call, a false green, a transfer that jumps.

Control: the next is computed, and each call keeps who waited in which order; replayed, it must lead to the same ticket, and what does not
is listed for the chief. Green needs a kind of evidence, a transfer a reason; the green numbers of each officer stand beside those of the others,
and everybody reads the rule and how many use it. Not built: rates of transfer for each officer.
"""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.abuse.picture import as_it_was, count
from tests.trials.people import paired, phone, staff
from yitang.engines.dispatch.policy import Choice, choose
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, new_id, row, rows, set_clock
from yitang.platform.identity.public import PostMayNot
from yitang.processes.queue import operations, snapshot, window_acts
from yitang.processes.queue.public import (
    EvidenceNeeded,
    call_next,
    calls_in_doubt,
    finish,
    issue_ticket,
    no_show,
    open_window,
    start_serving,
    transfer,
)
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, guide, kiosk

CALLS = 200
DAY = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def chief(city: dict[str, Any]) -> Viewer:
    found = row("SELECT id, person_id FROM identity_account WHERE login = 'chief'")
    assert found
    return Viewer(found["id"], found["person_id"], "chief", city["office"], city["hall"], level="two_factor")


def come(city: dict[str, Any], klass: str, number: int) -> None:
    """Somebody takes a number now, by one statement."""
    visit, now, letter = new_id(), clock.now(), "F" if klass == "green" else "A"
    execute(
        "INSERT INTO queue_visit (id, hall_id, day, channel, trace_id, started_at) VALUES (%s, %s, '2026-11-24', 'kiosk', %s, %s)",
        [visit, city["hall"], visit, now],
    )
    execute(
        "INSERT INTO queue_ticket (id, visit_id, hall_id, day, letter, number, klass, evidence, businesses, state, reference_digest, language, issued_at, "
        "ready_at) "
        "VALUES (%s, %s, %s, '2026-11-24', %s, %s, %s, %s, %s, 'waiting', %s, 'zh', %s, %s)",
        [new_id(), visit, city["hall"], letter, number, klass, "age" if klass == "green" else "", list(RENEW), visit.bytes, now, now],
    )


def morning(city: dict[str, Any], seed: int, calls: int) -> None:
    """A busy morning: people of both classes come, windows call, serve, send on, wait in vain; long waits pass the cap."""
    chance, number = random.Random(seed), count("queue_ticket") + 1
    clerks = [clerk(city, n) for n in range(1, 7)]
    for one in clerks:
        open_window(one, at(one))
    done = 0
    while done < calls:
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            come(city, chance.choice(("ordinary", "ordinary", "ordinary", "green")), number)
            number += 1
        set_clock(clock.now() + timedelta(seconds=chance.choice((7, 20, 45, 60, 200))), 1.0)
        if not count("queue_ticket", "state = 'waiting' AND only_window IS NULL"):
            continue
        li = chance.choice(clerks)
        try:
            call_next(li, at(li))
        except window_acts.NobodyWaits:
            continue
        done += 1
        what = chance.random()
        if what < 0.08:
            no_show(li, at(li))
        elif what < 0.16:
            transfer(li, at(li), "other_window", at(chance.choice(clerks)) if chance.random() < 0.5 else None)
        else:
            finish(li, at(li))


def test_every_call_is_reproduced_from_what_it_kept_and_a_planted_one_is_listed(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot.forget()
    morning(city, 164, CALLS)
    assert calls_in_doubt(chief(city), city["hall"], clock.today()) == (CALLS, [])
    capped = row("SELECT count(*) AS n FROM queue_call WHERE jsonb_path_exists(candidates, '$[0][3] ? (@ == true)')")
    assert capped
    assert capped["n"] > 5, "long waits are among them"

    # The guard is the computed order: with it taken away, the last who came is called first, and the list names that call alone.
    li = clerk(city, 8)
    open_window(li, at(li))
    for n in range(3):
        come(city, "ordinary", 9000 + n)
        set_clock(clock.now() + timedelta(seconds=30), 1.0)

    def for_a_friend(*said: Any) -> Choice:
        *line, most = said
        found = choose(*line)
        friend = found.candidates[-1]
        return replace(found, ticket_id=friend.ticket_id, candidates=(friend, *found.candidates[: most - 1]))

    with monkeypatch.context() as off:
        off.setattr(window_acts, "choose", for_a_friend)
        friend = call_next(li, at(li))
    many, doubts = calls_in_doubt(chief(city), city["hall"], clock.today())
    assert (many, [(d.label, d.window_number, d.account_id, d.why) for d in doubts]) == (CALLS + 1, [("A9002", 8, li.account_id, "order")])

    # Whoever also changes what the call kept is found by what the tickets say: class, time, and who else was there.
    kept = row("SELECT candidates::text AS said FROM queue_call WHERE ticket_id = %s", [friend])
    assert kept
    honest = json.loads(kept["said"])
    assert why(city, friend, [[*honest[0][:2], 999.0, True], *honest[1:]]) == "index"
    assert why(city, friend, [[*honest[0][:2], honest[0][2], True], *honest[1:]]) == "index"
    assert why(city, friend, honest[:1]) == "left_out"
    assert why(city, friend, []) == "not_first"
    assert why(city, friend, honest[1:]) == "not_first"
    execute("UPDATE queue_call SET rule_version = 7 WHERE ticket_id = %s", [friend])
    assert why(city, friend, honest) == "rule"
    page = staff(city, "chief").get("/chief/calls").content.decode()
    assert "A9002" in page
    assert f"今天 {CALLS + 1} 次，不合规则 1 次" in page
    with pytest.raises(PostMayNot):
        calls_in_doubt(li, city["hall"], clock.today())


def why(city: dict[str, Any], ticket: UUID, candidates: list[Any]) -> str:
    """Why the call of this ticket does not follow, if these had been its candidates."""
    execute("UPDATE queue_call SET candidates = %s::jsonb WHERE ticket_id = %s", [json.dumps(candidates), ticket])
    (found,) = calls_in_doubt(chief(city), city["hall"], clock.today())[1]
    return found.why


def test_a_false_green_is_refused_and_without_the_question_for_evidence_it_jumps(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li = clerk(city, 3)
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    for evidence in ("", "friend", "SOLDIER", "soldier ", "money"):
        with as_it_was(), pytest.raises(EvidenceNeeded):
            issue_ticket(guide(city), city["hall"], RENEW, "window", "green", evidence)
    at_desk, citizen, machine = staff(city, "g01"), phone(), paired(city, "kiosk")
    with as_it_was():
        assert at_desk.form("/guide/number", {"business": "DRV-RENEW", "evidence": "friend"}).status_code == 422
        for sender, status in ((citizen, 403), (machine, 422)):
            body = json.dumps({"hall": str(city["hall"]), "businesses": ["DRV-RENEW"], "klass": "green", "evidence": "friend"}).encode()
            assert sender.send("POST", "/api/v1/tickets", body, "application/json").status_code == status
    monkeypatch.setattr(operations, "value", lambda name: [{"kinds": [{"key": "friend"}]}] if name == "queue.green_grounds" else 0)
    friend = issue_ticket(guide(city), city["hall"], RENEW, "window", "green", "friend")
    monkeypatch.undo()
    set_clock(clock.now() + timedelta(minutes=1), 1.0)
    assert call_next(li, at(li)) == friend.id, "who is let pass as green goes before the one who came first"


def test_a_transfer_needs_a_reason_and_jumps_nobody(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    li = clerk(city, 3)
    first, second = (issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk") for _ in range(2))
    call_next(li, at(li))
    start_serving(li, at(li))
    by_http = staff(city, "c03", 3)
    with as_it_was():
        for reason in ("", "because", "钱"):
            with pytest.raises(window_acts.ReasonForTransfer):
                transfer(li, at(li), reason)
            assert by_http.form("/window/transfer", {"reason": reason}).status_code == 422
    with monkeypatch.context() as off:
        off.setitem(window_acts.REASONS, "", ("", ""))
        transfer(li, at(li), "")
    assert row("SELECT state FROM queue_ticket WHERE id = %s", [first.id]) == {"state": "waiting"}, "without the question nobody says why"
    assert [call_next(clerk(city, n), at(clerk(city, n))) for n in (4, 5)] == [first.id, second.id], "who was sent on keeps the place and gains none"
    assert [r["act"] for r in rows("SELECT act FROM audit_row WHERE act = 'queue.transfer'")] == ["queue.transfer"]


def test_the_device_of_a_kiosk_gives_green_for_nothing_that_a_person_must_see(city: dict[str, Any]) -> None:
    """A card shows an age; a soldier's pass or a pregnancy only a person sees."""
    for evidence in ("soldier", "disabled", "pregnant", "deadline"):
        with as_it_was(), pytest.raises(EvidenceNeeded):
            issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk", "green", evidence)
    assert issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk", "green", "age").klass == "green"
