"""Notices: in the act or not at all, once each, whatever the gateway does and whoever is killed."""

import itertools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import execute, new_id, row, rows, transaction
from yitang.platform.notices import operations
from yitang.platform.notices.domain import Message, Receipt
from yitang.platform.notices.public import (
    AnswerWrong,
    Inbox,
    NoGateway,
    NoInboxHere,
    NumberRefused,
    Recorded,
    Sender,
    SenderDown,
    SenderFault,
    SenderLate,
    deliver_due,
    inbox,
    notices_of_trace,
    send,
    sender,
    sweep,
)
from yitang.platform.policy.public import forget, load_defaults, value

PHONE = "10000090001"
WHO = Viewer.system()
CALLED = {"label": "A012", "window": 7, "minutes": 3}
ALL_RECORDS = ("well", "slow", "down", "twice", "late", "wrong_answer")


@pytest.fixture
def house(committed_db: None) -> None:
    """Policy is loaded, everything commits."""
    load_defaults()
    forget()


def write(dedupe: str = "", phone: str | None = PHONE, viewer: Viewer = WHO) -> Any:
    with act(viewer, "test.send") as this:
        return send(this, None, phone, "number_called", CALLED, dedupe or str(uuid4()))


def due_now() -> None:
    execute("UPDATE notices_notice SET next_try_at = %s WHERE state = 'queued'", [clock.real_now() - timedelta(seconds=1)])


def state(notice_id: Any) -> tuple[str, int, str]:
    found = row("SELECT state, tries, fault FROM notices_notice WHERE id = %s", [notice_id])
    assert found
    return found["state"], found["tries"], found["fault"]


def test_a_notice_goes_with_its_act_or_not_at_all(house: None) -> None:
    class No(Refusal):
        """No."""

    with pytest.raises(No), act(WHO, "test.send") as this:
        send(this, None, PHONE, "number_called", CALLED, "x")
        raise No
    assert rows("SELECT 1 FROM notices_notice") == []
    assert state(write("x")) == ("queued", 0, "")


def test_the_same_notice_is_written_once_also_by_two_at_once(house: None) -> None:
    assert write("x") == write("x")
    barrier, found = threading.Barrier(6), []

    def run() -> None:
        try:
            barrier.wait()
            found.append(write("y"))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(found)) == 1
    assert len(found) == 6
    assert len(rows("SELECT 1 FROM notices_notice")) == 2


def test_number_and_text_lie_encrypted_and_go_when_it_is_sent(house: None) -> None:
    notice_id = write()
    kept = row("SELECT * FROM notices_notice WHERE id = %s", [notice_id]) or {}
    assert kept["phone_masked"] == "100****0001"
    for column in ("phone_cipher", "text_cipher"):
        assert PHONE.encode() not in bytes(kept[column])
        assert b"A012" not in bytes(kept[column])
    assert PHONE not in str({k: v for k, v in kept.items() if not isinstance(v, bytes | memoryview)})
    assert deliver_due(Inbox()) == 1
    kept = row("SELECT * FROM notices_notice WHERE id = %s", [notice_id]) or {}
    assert (kept["state"], kept["phone_cipher"], kept["text_cipher"]) == ("sent", None, None)


def test_without_a_phone_it_is_withheld_and_never_tried(house: None) -> None:
    notice_id = write(phone=None)
    due_now()
    assert deliver_due(Inbox()) == 0
    assert state(notice_id) == ("withheld", 0, "")


# The contract of a sender. Every adapter passes the same test.
SENDERS: dict[str, Callable[[], Sender]] = {"inbox": Inbox, **{name: partial(Recorded, name) for name in ALL_RECORDS}}


def effects(one: Sender) -> int:
    return len(one.arrived) if isinstance(one, Recorded) else len(rows("SELECT 1 FROM notices_delivered"))


@pytest.mark.parametrize("name", SENDERS)
def test_contract_a_sender_takes_each_key_once_and_tells_faults_by_name(house: None, name: str) -> None:
    one = SENDERS[name]()
    message = Message(new_id(), "number_called", PHONE, "100****0001", "一\none")
    receipt: Receipt | None = None
    for _ in range(6):
        try:
            receipt = one.hand_over(message)
            break
        except SenderFault:
            assert effects(one) <= 1
    assert receipt
    assert receipt.key == message.key
    assert receipt.reference
    assert effects(one) == 1
    assert one.hand_over(message).key == message.key
    assert effects(one) == 1, "the same key again"
    other = Message(new_id(), "number_called", PHONE, "100****0001", "二\ntwo")
    assert one.hand_over(other).key == other.key
    assert effects(one) == 2


@pytest.mark.parametrize(
    ("name", "faults", "fault"),
    [("slow", 0, None), ("down", 2, SenderDown), ("twice", 0, None), ("late", 1, SenderLate), ("wrong_answer", 4, AnswerWrong)],
)
def test_each_recorded_failure_ends_in_one_message_on_the_phone(house: None, name: str, faults: int, fault: type[SenderFault] | None) -> None:
    gateway, notice_id = Recorded(name), write()
    for n in range(faults):
        assert deliver_due(gateway) == 1
        assert fault
        assert state(notice_id) == ("queued", n + 1, fault.word)
        assert deliver_due(gateway) == 0, "it waits for its next try"
        due_now()
    assert deliver_due(gateway) == 1
    assert state(notice_id) == ("sent", faults + 1, "")
    assert len(gateway.arrived) == 1
    assert next(iter(gateway.arrived.values())).phone == PHONE
    due_now()
    assert deliver_due(gateway) == 0


def test_without_the_key_twice_would_be_twice(house: None) -> None:
    gateway = Recorded("late")
    first = Message(new_id(), "number_called", PHONE, "", "x")
    with pytest.raises(SenderLate):
        gateway.hand_over(first)
    gateway.hand_over(Message(new_id(), *first_fields(first)))
    assert len(gateway.arrived) == 2, "a new key for the second try: the phone rings twice"


def first_fields(message: Message) -> tuple[str, str, str, str]:
    return message.template, message.phone, message.phone_masked, message.text


def test_pauses_grow_and_the_last_try_is_the_last(house: None) -> None:
    class Dead:
        asked = 0

        def hand_over(self, message: Message) -> Receipt:
            self.asked += 1
            raise SenderDown

    gateway, notice_id, pauses = Dead(), write(), []
    for _ in range(value("notices.tries")):
        deliver_due(gateway)
        found = row("SELECT next_try_at FROM notices_notice WHERE id = %s", [notice_id])
        assert found
        pauses.append((found["next_try_at"] - clock.real_now()).total_seconds())
        due_now()
    assert state(notice_id) == ("failed", value("notices.tries"), "down")
    growing = pauses[:-1]
    assert all(later > 1.8 * earlier or later > 500 for earlier, later in itertools.pairwise(growing))
    assert deliver_due(gateway) == 0
    assert gateway.asked == value("notices.tries")


def test_a_refused_number_is_not_asked_again_and_an_old_notice_not_at_all(house: None) -> None:
    gateway, notice_id = Recorded("number_refused"), write()
    deliver_due(gateway)
    assert state(notice_id) == ("failed", 1, NumberRefused.word)
    old = write()
    execute("UPDATE notices_notice SET expires_at = %s WHERE id = %s", [clock.real_now() - timedelta(seconds=1), old])
    deliver_due(gateway)
    assert state(old) == ("failed", 1, "expired")
    assert gateway.requests == 1


def test_a_sender_that_breaks_by_itself_does_not_stop_the_others(house: None) -> None:
    class Broken:
        def hand_over(self, message: Message) -> Receipt:
            if message.phone == PHONE:
                raise ZeroDivisionError
            return Receipt(message.key, "x")

    bad, good = write(), write(phone="10000090002")
    assert deliver_due(Broken()) == 2
    assert state(bad) == ("queued", 1, "fault")
    assert state(good) == ("sent", 1, "")


class Counting:
    """Counts requests, each a moment long, so that workers meet."""

    def __init__(self) -> None:
        self.keys: list[Any] = []
        self.guard = threading.Lock()

    def hand_over(self, message: Message) -> Receipt:
        with self.guard:
            self.keys.append(message.key)
        threading.Event().wait(0.02)
        return Receipt(message.key, "x")


def workers(gateway: Sender, count: int = 4) -> None:
    barrier = threading.Barrier(count)

    def run() -> None:
        try:
            barrier.wait()
            while deliver_due(gateway):
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_four_workers_ask_the_gateway_once_for_each_and_without_the_claim_more_often(house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(24):
        write()
    gateway = Counting()
    workers(gateway)
    assert len(gateway.keys) == len(set(gateway.keys)) == 24

    for _ in range(24):
        write()
    open_claim = operations.CLAIM.replace(
        "UPDATE notices_notice SET tries = tries + 1, next_try_at = %s\nWHERE id = (", "WITH unused AS (SELECT %s)\nSELECT * FROM notices_notice WHERE id = ("
    )
    open_claim = open_claim.replace(" FOR UPDATE SKIP LOCKED", "").split(") RETURNING")[0] + ")"
    monkeypatch.setattr(operations, "CLAIM", open_claim)
    gateway = Counting()
    workers(gateway)
    assert len(set(gateway.keys)) == 24
    assert len(gateway.keys) > 24, "guard off: the gateway is asked twice for the same"


class Overtaken:
    """A gateway so slow that the span of the claim runs out: another worker takes the notice in hand before this one has its answer."""

    def hand_over(self, message: Message) -> Receipt:
        due_now()
        assert operations._claim(message.key)
        raise NumberRefused


def test_who_was_overtaken_does_not_end_what_another_has_in_hand_and_without_the_count_does(house: None, monkeypatch: pytest.MonkeyPatch) -> None:
    notice_id = write()
    with monkeypatch.context() as unguarded:
        unguarded.setattr(operations, "END", operations.END.replace("tries = %s", "%s > 0"))
        deliver_due(Overtaken(), most=1)
        assert state(notice_id) == ("failed", 2, NumberRefused.word), "guard off: number and text are gone under the other's hands"
    notice_id = write()
    deliver_due(Overtaken(), most=1)
    assert state(notice_id) == ("queued", 2, "")
    due_now()
    assert deliver_due(Inbox()) == 1
    assert state(notice_id) == ("sent", 3, "")


KILLED = """
import os, signal, sys, django
django.setup()
from yitang.platform.notices.public import Inbox, deliver_due
class Dying(Inbox):
    def hand_over(self, message):
        if sys.argv[1] == "after":
            super().hand_over(message)
        os.kill(os.getpid(), signal.SIGKILL)
deliver_due(Dying())
"""


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_the_middle_it_is_delivered_once_all_the_same(house: None, when: str) -> None:
    notice_id = write()
    root = Path(__file__).resolve().parents[5]
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "DJANGO_SETTINGS_MODULE": "yitang.config.settings"}
    done = subprocess.run([sys.executable, "-c", KILLED, when], env=environment, cwd=root, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr[-500:]
    assert state(notice_id) == ("queued", 1, "")
    assert deliver_due(Inbox()) == 0, "the dead worker still has it for the span of its claim"
    found = row("SELECT next_try_at FROM notices_notice WHERE id = %s", [notice_id])
    assert found
    assert 0 < (found["next_try_at"] - clock.real_now()).total_seconds() <= value("notices.lease_s")
    due_now()
    assert deliver_due(Inbox()) == 1
    assert state(notice_id) == ("sent", 2, "")
    assert len(inbox(Viewer())) == 1


def test_a_notice_that_kills_each_worker_is_given_up(house: None) -> None:
    notice_id = write()
    execute("UPDATE notices_notice SET tries = %s", [value("notices.tries")])
    gateway = Counting()
    deliver_due(gateway)
    assert state(notice_id)[::2] == ("failed", "given_up")
    assert gateway.keys == []


def test_the_inbox_shows_masked_numbers_in_the_sandbox_and_is_not_there_outside(house: None) -> None:
    write()
    deliver_due(sender())
    (one,) = inbox(Viewer())
    assert (one.phone_masked, one.name_zh) == ("100****0001", "叫号提醒")
    assert "A012" in one.zh
    assert "window 7" in one.en
    assert PHONE not in str(one)
    with transaction():
        execute("UPDATE policy_value SET value = 'false' WHERE name = 'notices.sandbox'")
    forget()
    with pytest.raises(NoInboxHere):
        inbox(Viewer())
    with pytest.raises(NoGateway):
        sender()


def test_a_gateway_is_named_in_the_settings(house: None, settings: Any) -> None:
    execute("UPDATE policy_value SET value = 'false' WHERE name = 'notices.sandbox'")
    forget()
    settings.YITANG_SENDER = f"{__name__}:Counting"
    assert type(sender()).__name__ == "Counting"


def test_what_is_kept_is_forgotten_after_a_day(house: None) -> None:
    write()
    write(phone=None)
    deliver_due(Inbox())
    assert sweep() == 0
    past = clock.now() - timedelta(seconds=value("notices.kept_s") + 1)
    execute("UPDATE notices_delivered SET at = %s", [past])
    execute("UPDATE notices_notice SET created_at = %s", [past])
    assert sweep() == 2
    assert inbox(Viewer()) == []


def test_the_notices_of_a_thread_are_found_by_its_trace(house: None) -> None:
    trace = new_id()
    write(viewer=Viewer.system(trace))
    write()
    (one,) = notices_of_trace(trace)
    assert (one.template, one.state, one.phone_masked) == ("number_called", "queued", "100****0001")
