"""X8, a forged ticket: guessing the reference of a slip, a slip of another hall or day, a class typed by the citizen.

Control: 128 random bits of which the database holds the digest only, a limit for whoever guesses (by session, device and address), the
printed number is a label, hall and day of a slip are compared, class, day and number are never read from a citizen.
"""

import math
from datetime import timedelta
from typing import Any

import pytest

from tests.abuse.picture import as_it_was, count
from tests.trials.people import Sender, paired, phone
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row, rows, set_clock
from yitang.platform.identity.public import NotYours, TooManyGuesses
from yitang.platform.keys.public import random_token
from yitang.platform.policy.public import forget, value
from yitang.processes.queue import operations, queries, snapshot
from yitang.processes.queue.public import call_next, issue_ticket, no_show, ticket_by_reference
from yitang.processes.queue.tests.test_queue import RENEW, at, clerk, guide, kiosk

GUESSES = 2000


def test_a_reference_cannot_be_guessed_and_a_short_one_could(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: references of 10 bits, no limit. On: 128 bits; a million guesses an hour for a year hit one of a million slips once in 10^22 years."""
    monkeypatch.setattr(queries, "stop_guessing", lambda *_: None)
    monkeypatch.setattr(queries, "guessed_wrong", lambda *_: None)
    monkeypatch.setattr(operations, "random_token", lambda _: f"s{int.from_bytes(random_token(64).encode()) % 1000:03d}")
    issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    hits = 0
    for n in range(1000):
        try:
            hits += ticket_by_reference(Viewer(), f"s{n:03d}").label == "A001"
        except NotYours:
            continue
    assert hits == 1, "a short reference is found"
    monkeypatch.setattr(operations, "random_token", random_token)
    slip = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    tried = [random_token(128) for _ in range(GUESSES)]
    with as_it_was():
        for guess in (*tried, "A002", slip.label, str(slip.id), str(slip.visit_id), slip.reference[:-1], slip.reference.swapcase()):
            with pytest.raises(NotYours):
                ticket_by_reference(Viewer(), guess)
    assert ticket_by_reference(Viewer(), slip.reference).id == slip.id
    assert len(set(tried)) == GUESSES
    assert len(slip.reference) * math.log2(64) >= 128, "22 signs of 64"
    assert 1_000_000 * 1_000_000 / 64 ** len(slip.reference) < 1e-26, "a million guesses at a million live slips"


def test_who_guesses_is_stopped_over_every_way_in_and_without_the_limit_goes_on(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    slip = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    nobody, machine, own = Sender(), paired(city, "kiosk"), phone()
    execute("UPDATE policy_value SET value = '20' WHERE name = 'reference.misses_an_hour'")
    execute("UPDATE policy_value SET value = '50' WHERE name = 'reference.misses_address_an_hour'")
    forget()

    def open_(sender: Sender, reference: str) -> int:
        answer = sender.form("/kiosk/back", {"slip": reference}) if sender.device else sender.get(f"/r/{reference}")
        return int(answer.status_code)

    with monkeypatch.context() as off:
        off.setattr(queries, "stop_guessing", lambda *_: None)
        assert {open_(who, random_token(128)) for who in (nobody, machine, own) for _ in range(60)} == {404}, "without the limit guessing goes on"
    execute("DELETE FROM identity_attempt")
    for who, most in ((own, 20), (machine, 20), (nobody, 30)):
        with as_it_was():
            said = [open_(who, random_token(128)) for _ in range(most + 3)]
            assert said == [404] * most + [429] * 3, (who.device, "the address has its own limit, which counts the phone's tries too")
            assert open_(who, slip.reference) == 429, "not even a right one is answered, or the guesser would be"
    assert open_(paired(city, "kiosk"), slip.reference) == 409, "another device goes on: the number waits, so it cannot come back"
    execute("UPDATE identity_attempt SET at = at - interval '61 minutes'")
    assert open_(nobody, slip.reference) == 200, "after an hour it is over"
    assert count("identity_attempt", "kind = 'reference'") == 20 * 2 + 20 + 30
    assert {bytes(r["subject"]) for r in rows("SELECT subject FROM identity_attempt")}.isdisjoint({b"127.0.0.1"}), "no address is kept, only a keyed digest"
    assert TooManyGuesses().zh_text
    assert value("reference.misses_an_hour") == 20
    forget()


def test_class_day_number_and_person_are_never_read_from_a_citizen(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: the page hands on what was typed. On: a form's extra fields are ignored, the API refuses a class that is not a citizen's."""
    from yitang.portals.phone import pages

    typed = {
        "hall": str(city["hall"]), "klass": "green", "evidence": "soldier", "letter": "F", "number": "1", "day": "2026-11-20", "state": "called",
        "person_id": str(city["office"]), "ahead": "0", "label": "F001", "reference": "mine",
    }  # fmt: skip

    def naive(viewer: Viewer, hall: Any, codes: Any, channel: str, **more: Any) -> Any:
        return issue_ticket(guide(city), hall, codes, channel, "green", "soldier", **more)

    with monkeypatch.context() as off:
        off.setattr(pages, "issue_ticket", naive)
        phone().form("/b/DRV-RENEW/ticket", typed)
        assert row("SELECT klass, letter FROM queue_ticket") == {"klass": "green", "letter": "F"}, "a page that believed the form would give green"
    assert phone().form("/b/DRV-RENEW/ticket", typed).status_code == 303
    found = row("SELECT klass, evidence, letter, number, day::text, state, person_id FROM queue_ticket WHERE klass = 'ordinary'")
    assert found == {"klass": "ordinary", "evidence": "", "letter": "A", "number": 1, "day": "2026-11-24", "state": "waiting", "person_id": None}
    with as_it_was():
        body = b'{"hall": "%s", "businesses": ["DRV-RENEW"], "klass": "green", "evidence": "soldier"}' % str(city["hall"]).encode()
        answer = phone().send("POST", "/api/v1/tickets", body, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "post_may_not")


def test_a_slip_of_another_hall_or_of_yesterday_opens_nothing(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard off: the kiosk does not compare the hall. On: a slip of another hall is not there, one of yesterday is too late."""
    from yitang.processes.queue import return_acts

    slip = issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    li = clerk(city, 3)
    call_next(li, at(li))
    no_show(li, at(li))
    far = paired({**city, "hall": row("SELECT id FROM offices_hall WHERE id <> %s", [city["hall"]])["id"]}, "kiosk")  # type: ignore[index]
    with as_it_was():
        assert far.form("/kiosk/back", {"slip": slip.reference}).status_code == 404
    set_clock(clock.now() + timedelta(days=1), 1.0)
    snapshot.forget()
    near = paired(city, "kiosk")
    with as_it_was():
        answer = near.form("/kiosk/back", {"slip": slip.reference})
        assert (answer.status_code, "return_too_late" in answer.content.decode()) == (409, True)
    set_clock(clock.now() - timedelta(days=1), 1.0)
    snapshot.forget()
    monkeypatch.setattr(return_acts, "may", lambda *_: None)
    assert far.form("/kiosk/back", {"slip": slip.reference}).status_code == 200
    assert row("SELECT state FROM queue_ticket") == {"state": "waiting"}, "without the comparison another hall's kiosk brings it back"
