"""News: numbered after commit, without gap or twin, in the order in which things happened."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import rows
from yitang.platform.live.public import Event, NewsTooLong, events_after, sequence_once, sweep, topic_numbers

WHO = Viewer.system()


def tell(*events: Event) -> None:
    with act(WHO, "test.tell") as this:
        this.tell(*events)


def test_each_topic_counts_for_itself(db: None) -> None:
    tell(Event("a", "x", {"v": 1}), Event("b", "x"), Event("a", "y"))
    assert topic_numbers(["a", "b", "c"]) == {"a": 0, "b": 0, "c": 0}
    assert sequence_once() == 3
    tell(Event("a", "z"))
    assert sequence_once() == 1
    assert sequence_once() == 0
    assert topic_numbers(["a", "b", "c"]) == {"a": 3, "b": 1, "c": 0}
    assert [(t.n, t.kind, t.payload) for t in events_after({"a": 0})] == [(1, "x", {"v": 1}), (2, "y", {}), (3, "z", {})]
    assert [t.kind for t in events_after({"a": 2, "b": 1})] == ["z"]


def test_news_holds_two_kilobytes_at_most() -> None:
    assert Event("a", "x", {"t": "字" * 600}).json()
    with pytest.raises(NewsTooLong):
        Event("a", "x", {"t": "字" * 700}).json()


def test_sequencers_at_once_give_no_number_twice_and_leave_no_gap(committed_db: None) -> None:
    for n in range(60):
        tell(Event("a", str(n)))
    barrier = threading.Barrier(4)

    def run() -> None:
        barrier.wait()
        try:
            while any(r["n"] is None for r in rows("SELECT n FROM live_outbox")):
                sequence_once()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = rows("SELECT n, kind FROM live_outbox ORDER BY n")
    assert [r["n"] for r in found] == list(range(1, 61))
    assert [r["kind"] for r in found] == [str(n) for n in range(60)]


def test_old_news_is_swept_and_what_is_not_numbered_stays(db: None) -> None:
    tell(Event("a", "old"))
    sequence_once()
    tell(Event("a", "new"))
    assert sweep(clock.now() + timedelta(seconds=1)) == 1
    assert [r["kind"] for r in rows("SELECT kind FROM live_outbox")] == ["new"]
