"""The benches' own arithmetic: what counts as ok, the table, the file, and what a run without guards must show."""

import json
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from tools.bench.__main__ import BENCHES, chosen, command, file_name
from tools.bench.crowd import Answer, Crowd, Stalled, _whole, refusals
from tools.bench.trips import Trip, script, trips_of_the_act
from tools.bench.verdict import KEYS, Measured, Must, could_not, middle, percentile, table, verdict, write

KEPT, BROKEN, UNSEEN = Must("p99", 80.0, "≤", 100, "ms"), Must("p99", 120.0, "≤", 100, "ms"), Must("ratio", None, "≥", 1 / 3)


def measured(*musts: Must) -> Measured:
    return Measured("H4", 80.0, "ms", musts, baseline=20.0, ratio=0.41)


@pytest.mark.parametrize(("musts", "ok"), [((KEPT,), True), ((KEPT, BROKEN), False), ((KEPT, UNSEEN), False), ((), False)])
def test_ok_is_computed_from_what_was_measured(musts: tuple[Must, ...], ok: bool) -> None:
    assert measured(*musts).ok is ok


def test_a_bench_that_could_not_measure_is_not_ok_and_says_so() -> None:
    found = could_not("H4", "no server").as_dict("make bench", 1.0)
    assert (found["ok"], found["value"]) == (False, None)
    assert "not measured" in table([found])


def test_the_file_has_the_keys_of_the_goals(tmp_path: Path) -> None:
    file = write(tmp_path, measured(KEPT).as_dict('make bench ID="H4"', 12.34))
    found = json.loads(file.read_text(encoding="utf-8"))
    assert tuple(found) == KEYS
    assert (found["must"], found["took_s"], found["ok"]) == ("p99 ≤ 100 ms", 12.3, True)
    assert [path.name for path in tmp_path.iterdir()] == ["H4.json"]


def test_the_table_has_one_line_for_each_bench() -> None:
    lines = table([measured(KEPT).as_dict("", 1.0), measured(BROKEN).as_dict("", 1.0)]).splitlines()
    assert [line[0] for line in lines] == [" ", "✓", "✕"]


def test_a_run_is_good_when_all_are_ok_and_a_run_without_guards_when_none_is() -> None:
    good, bad, not_measured = (m.as_dict("", 1.0) for m in (measured(KEPT), measured(BROKEN), could_not("H4", "")))
    assert verdict([good, good], sabotaged=False) == 0
    assert verdict([good, bad], sabotaged=False) == 1
    assert verdict([bad, bad], sabotaged=True) == 0
    assert verdict([good, bad], sabotaged=True) == 1
    assert verdict([not_measured], sabotaged=True) == 1, "a bench that broke does not show that its guard is needed"
    assert verdict([], sabotaged=False) == 1


def test_percentiles_are_values_that_occurred() -> None:
    times = [float(n) for n in range(1, 101)]
    assert (percentile(times, 0.5), percentile(times, 0.99), percentile([7.0], 0.99), middle([3.0, 1.0, 2.0])) == (50.0, 99.0, 7.0, 2.0)
    with pytest.raises(ValueError, match="no times"):
        percentile([], 0.5)


def test_benches_are_chosen_by_name() -> None:
    assert chosen("") == BENCHES
    assert chosen("h2,H1") == ("H1", "H2")
    with pytest.raises(SystemExit, match="H99"):
        chosen("H99")
    assert (file_name("H1", True), command("H1", True)) == ("H1.sabotage", 'make bench ID="H1" SABOTAGE=1')


def test_answers_are_read_whole_with_a_length_or_in_chunks() -> None:
    head = b"HTTP/1.1 200 OK\r\n"
    assert _whole(head) is None
    assert _whole(head + b"content-length: 4\r\n\r\nab") is None
    assert _whole(head + b"content-length: 4\r\n\r\nabcd") == (200, b"abcd")
    assert _whole(head + b"transfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n") == (200, b"abc")
    with pytest.raises(Stalled):
        _whole(head + b"\r\nabcd")
    assert refusals([Answer(0, 409, b'{"code": "nobody_waits"}', 0.1), Answer(1, 500, b"<html>", 0.1)]) == {"nobody_waits": 1, "500": 1}


def test_a_line_of_requests_goes_out_one_after_the_other() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        seen: list[bytes] = []

        def serve() -> None:
            with server.accept()[0] as peer:
                for _ in range(3):
                    seen.append(peer.recv(100))
                    peer.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")

        thread = threading.Thread(target=serve)
        thread.start()
        crowd = Crowd(server.getsockname()[1], 1)
        crowd.sockets.append(crowd._open())
        told: list[int] = []
        answers = crowd.drive({0: iter([b"a", b"b", b"c"])}, told.append)
        crowd.close()
        thread.join()
    assert (seen, told, [a.status for a in answers]) == ([b"a", b"b", b"c"], [1, 2, 3], [200] * 3)


def capture(ticket: str, key: str, row: int) -> list[Trip]:
    return [
        Trip.of("BEGIN", ()),
        Trip.of("INSERT INTO database_once (key, at, n)\n VALUES (%s, %s, %s) RETURNING id", [key, datetime(2026, 11, 24, 2, 0, tzinfo=UTC), 5]),
        Trip.of(
            "INSERT INTO queue_ticket VALUES (%(id)s, %(writer)s, %(said)s, '100%%', %(no)s, pg_advisory_xact_lock(%(lock)s))",
            {"id": UUID(ticket), "writer": "writer-1", "said": '["12:30"]', "no": None, "lock": 99999999999},
        ),
        Trip.of("UPDATE database_once SET body = %s WHERE id = %s", [ticket, row]), Trip.of("COMMIT", ()),
    ]  # fmt: skip


def test_two_captures_become_a_script_in_which_what_differed_is_fresh() -> None:
    one = capture("018f0000aaaa7000800011112222ffff", "4d0fa9c0-1111-4111-8111-aaaaaaaaaaaa", 7)
    other = capture("018f0000aaaa70008000333344440000", "4d0fa9c0-2222-4222-8222-bbbbbbbbbbbb", 8)
    found = script(one, other, {"writer-1": "writer-\0own\0", "99999999999": "\0own\0"})
    assert found.fresh == 2
    assert trips_of_the_act(found) == 5
    lines = found.text("\\set n :n + 1\n").splitlines()
    assert lines[:4] == [
        "\\set own 100000000000 + :client_id", "\\set n :n + 1", "\\set v0 random(100000000000, 999999999999)",
        "\\set v1 random(100000000000, 999999999999)",
    ]  # fmt: skip
    names = {text: name for text, name in found.texts.items() if text != "2026-11-24 02:00:00+00:00"}
    assert list(names) == ["4d0fa9c0-1111-4111-8111-", "018f0000aaaa70008000", "writer-", '["12:30"]'], "every text once, under a name"
    key, ticket, writer, said = (f":{name}" for name in names.values())
    assert lines[5] == f"INSERT INTO database_once (key, at, n) VALUES (({key}::text || :v0::text), :p1::timestamptz, 5) RETURNING id\\gset"
    assert lines[6] == (
        f"INSERT INTO queue_ticket VALUES (({ticket}::text || :v1::text)::uuid, ({writer}::text || :own::text), {said}, '100%', NULL, "
        "pg_advisory_xact_lock((:own::text)::bigint));"
    )
    assert lines[7] == f"UPDATE database_once SET body = ({ticket}::text || :v1::text) WHERE id = :id;"
    with pytest.raises(ValueError, match="same statements"):
        script(one, other[:-1])
