"""The act: one transaction, one row, one statement."""

import threading
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.domain import canonical
from yitang.platform.audit.public import WriterOutOfStep, act, look
from yitang.platform.database.public import execute, row, rows
from yitang.platform.keys.public import mac_fits, unwrap
from yitang.platform.live.public import Event

CLERK = Viewer(account_id=uuid.uuid4(), post="clerk", level="two_factor", trace_id=uuid.uuid4())


def test_an_act_leaves_its_row_its_payload_and_its_news_in_one_statement(db: None) -> None:
    with (
        CaptureQueriesContext(
            connection,
        ) as ran,
        act(CLERK, "test.touch") as this,
    ):
        this.on("thing", 7)
        this.note({"name": "张三"})
        this.tell(Event("hall:1", "touched", {"x": 1}))
    assert len([q for q in ran.captured_queries if "audit_row" in q["sql"]]) == 1
    kept = row("SELECT * FROM audit_row")
    assert kept is not None
    assert (kept["act"], kept["thing_kind"], kept["thing_id"], kept["result"]) == ("test.touch", "thing", "7", "done")
    assert mac_fits(kept["key_id"], canonical(kept), kept["mac"])
    payload = row("SELECT cipher FROM audit_payload WHERE row = %s", [kept["id"]])
    assert payload is not None
    clear = unwrap(payload["cipher"], f"audit_payload:cipher:{kept['id']}")
    assert clear[16:].decode() == '{"name": "张三"}'
    assert "张三".encode() not in bytes(payload["cipher"])
    news = row("SELECT topic, kind, n FROM live_outbox")
    assert news == {"topic": "hall:1", "kind": "touched", "n": None}


def test_a_refusal_leaves_nothing(db: None) -> None:
    with pytest.raises(Refusal), act(CLERK, "test.touch") as this:
        this.tell(Event("hall:1", "touched", {}))
        raise Refusal
    assert rows("SELECT 1 FROM audit_row") == rows("SELECT 1 FROM live_outbox") == []


def test_rows_of_one_connection_are_numbered_without_a_gap_across_refusals(db: None) -> None:
    for fails in (False, True, False, True, False):
        try:
            with act(CLERK, "outer"):
                look(CLERK, "person", 1, "test")
                if fails:
                    raise Refusal
        except Refusal:
            pass
    assert [r["n"] for r in rows("SELECT n FROM audit_row ORDER BY n")] == [1, 2, 3, 4, 5, 6]


def test_the_program_may_not_change_or_delete_a_row(committed_db: None) -> None:
    with act(CLERK, "test.touch"):
        pass
    for statement in ("UPDATE audit_row SET act = 'x'", "DELETE FROM audit_row", "TRUNCATE audit_row"):
        with pytest.raises(Exception, match="permission denied"):
            execute(statement)


def test_a_row_taken_away_before_sealing_stops_the_next_act_of_its_writer(committed_db: None) -> None:
    from django.db import connections

    with act(CLERK, "one"):
        pass
    with act(CLERK, "two"):
        pass
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM audit_row WHERE act = 'two'")
        cursor.execute("UPDATE audit_writer SET n = n - 1")
    with pytest.raises(WriterOutOfStep), act(CLERK, "three"):
        pass


def test_writers_of_several_connections_do_not_wait_for_each_other(committed_db: None) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with act(CLERK, "slow"):
                with act(CLERK, "inner"):
                    pass
                inside.set()
                assert go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert inside.wait(10)
    with act(CLERK, "quick"):
        pass
    assert [r["act"] for r in rows("SELECT act FROM audit_row")] == ["quick"]
    go_on.set()
    thread.join()
    assert len(rows("SELECT DISTINCT writer FROM audit_row")) == 2
