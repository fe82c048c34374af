"""Another installation's log is kept once a person has admitted it, by its own signature, and never as two logs."""

import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from yitang.kernel import clock
from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.evidence import key_file
from yitang.platform.audit.public import (
    FolderWitness,
    HttpWitness,
    NotProven,
    Several,
    WitnessRefuses,
    act,
    own_keys,
    request_message,
    seal_once,
    verify_installation,
)
from yitang.platform.audit.sealing import BOTH
from yitang.platform.audit.tests.factories import chain
from yitang.platform.custody import operations
from yitang.platform.custody.public import HeadNotSigned, KeyContradicts, NameMissing, Request, SenderUnknown, admit_peer, keep_batch
from yitang.platform.custody.tests.test_contract import CHIEF, over_client
from yitang.platform.database.public import execute, row, rows
from yitang.platform.database.tests.races import Meeting, together
from yitang.platform.identity.public import PostMayNot, SignInNeeded
from yitang.platform.keys.public import installation, public_keys, sign
from yitang.platform.policy.public import forget, load_defaults

PATH = "/api/v1/witness/heads"
TABLES = ("custody_peer", "custody_key", "custody_batch", "audit_row")


def counts() -> list[int]:
    return [row(f"SELECT count(*) AS n FROM {table}")["n"] for table in TABLES]  # type: ignore[index]  # noqa: S608 - a fixed list


def asked(**changed: Any) -> Request:
    """A request as this installation signs it now; ``changed``: what somebody makes of it afterwards."""
    at = int(clock.real_now().timestamp()) + changed.pop("later", 0)
    key_id, signature = sign("witness", request_message("POST", PATH, b"body", at))
    return replace(Request(installation(), key_id, at, signature, "POST", PATH, b"body"), **changed)


@pytest.fixture
def defaults(db: None) -> None:
    load_defaults()
    forget()


def test_a_person_admits_an_installation_and_its_new_keys(defaults: None) -> None:
    peer = admit_peer(CHIEF, " 省厅 ", own_keys())
    before = counts()
    more = key_file(installation(), public_keys("head") | {"sign-head.9": bytes(32)})
    assert admit_peer(CHIEF, "省厅", more) == peer
    after = counts()
    assert [b - a for a, b in zip(before, after, strict=True)] == [0, 1, 0, 1]
    assert row("SELECT name, admitted_by FROM custody_peer") == {"name": "省厅", "admitted_by": CHIEF.account_id}
    assert row("SELECT act, thing_kind, thing_id FROM audit_row ORDER BY n DESC LIMIT 1") == {
        "act": "custody.admit_peer", "thing_kind": "peer", "thing_id": str(peer),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("viewer", "name", "keys", "refusal"),
    [
        (replace(CHIEF, post="clerk"), "省厅", None, PostMayNot), (replace(CHIEF, level="code"), "省厅", None, PostMayNot),
        (Viewer(), "省厅", None, SignInNeeded),
        (CHIEF, "  ", None, NameMissing), (CHIEF, "长" * 61, None, NameMissing), (CHIEF, "省厅", b"{}", NotProven),
        (CHIEF, "省厅", key_file("no hex", {"sign-head.1": bytes(32)}), NotProven),
    ],
)  # fmt: skip
def test_who_may_not_and_what_is_no_key_file_is_refused(defaults: None, viewer: Viewer, name: str, keys: bytes | None, refusal: type[Refusal]) -> None:
    before = counts()
    with pytest.raises(refusal):
        admit_peer(viewer, name, own_keys() if keys is None else keys)
    assert counts() == before


def test_a_key_that_is_registered_already_is_not_replaced(defaults: None) -> None:
    admit_peer(CHIEF, "省厅", own_keys())
    before = counts()
    with pytest.raises(KeyContradicts):
        admit_peer(CHIEF, "省厅", key_file(installation(), {"sign-head.8": bytes(32), "sign-head.1": bytes(32)}))
    assert counts() == before


def test_only_the_admitted_installation_is_heard_by_its_own_signature_and_now(defaults: None) -> None:
    batch = chain(2)[0]
    with pytest.raises(SenderUnknown):
        keep_batch(asked(), batch)
    admit_peer(CHIEF, "省厅", own_keys())
    head_key, head_signature = sign("head", b"x")
    for changed in (
        {"installation": "0" * 16}, {"key_id": "sign-witness.77"}, {"key_id": head_key, "signature": head_signature}, {"signature": bytes(64)},
        {"body": b"other"}, {"path": PATH + "?x"}, {"method": "GET"}, {"at": 0}, {"later": 600}, {"later": -600},
    ):  # fmt: skip
        with pytest.raises(SenderUnknown):
            keep_batch(asked(**changed), batch)
    for wrong in (replace(batch, signature=bytes(64)), replace(batch, key_id="sign-witness.1"), replace(batch, key_id="sign-head.77")):
        with pytest.raises(HeadNotSigned):
            keep_batch(asked(), wrong)
    assert counts()[2] == 0
    keep_batch(asked(), batch)
    assert counts()[2] == 1


def test_the_api_refuses_by_name_and_keeps_nothing(defaults: None) -> None:
    client, headers = Client(), {"X-Witness-Installation": "x", "X-Witness-Key": "x", "X-Witness-Time": "x", "X-Witness-Signature": "x"}
    for more in ({}, headers, headers | {"X-Witness-Time": "9" * 400}, headers | {"X-Witness-Time": "1", "X-Witness-Signature": "00"}):
        for method, path in (("GET", PATH), ("GET", f"{PATH}/last"), ("GET", f"{PATH}?after=-1")):
            answer = client.generic(method, path, headers=more)
            assert (answer.status_code, answer.json()["code"]) == (401, "witness_sender_unknown")
    for body in (b"", b"{}", b"[]", json.dumps({"size": 0}).encode()):
        assert client.post(PATH, body, content_type="application/json").status_code in (400, 422)
    assert counts()[2] == 0


def test_two_heads_that_begin_at_one_place_are_never_both_kept(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    load_defaults()
    forget()
    admit_peer(CHIEF, "省厅", own_keys())
    twins = [chain(2, name=name)[0] for name in ("one ", "other ")]

    def both() -> list[Any]:
        return together(2, lambda n: keep_batch(asked(), twins[n]))

    lock, read = vars(operations)["lock"], vars(operations)["row"]

    def met() -> None:
        monkeypatch.setattr(operations, "lock", lambda *_: None)
        monkeypatch.setattr(operations, "row", Meeting(2).after(read, lambda sql, *_: sql is operations.LAST))

    with connections["owner"].cursor() as owner:
        owner.execute("ALTER TABLE custody_batch DROP CONSTRAINT one_batch_begins_here")
        try:
            met()
            assert both() == [None, None]
            assert counts()[2] == 2, "without its guards the kept log forks"
            owner.execute("DELETE FROM custody_batch")
        finally:
            owner.execute("ALTER TABLE custody_batch ADD CONSTRAINT one_batch_begins_here UNIQUE (peer_id, start)")
    met()
    assert sorted(map(str, both())) == ["IntegrityError", "None"], "the constraint alone"
    assert counts()[2] == 1
    with connections["owner"].cursor() as owner:
        owner.execute("DELETE FROM custody_batch")
    monkeypatch.setattr(operations, "row", read)
    monkeypatch.setattr(operations, "lock", lock)
    assert sorted(map(str, both())) == ["None", "witness_contradicts"]


def test_the_program_may_only_add_to_what_is_kept(committed_db: None) -> None:
    for table in TABLES[:3]:
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="permission denied"):
                execute(statement)


class Answers(http.server.BaseHTTPRequestHandler):
    """The API of this process behind a real socket. ``drip``: seconds between the parts of an answer."""

    drip, redirect = 0.0, False

    def handle_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            status, said = over_client(self.command, self.path, body, {name: self.headers[name] for name in self.headers if name.startswith("X-Witness")})
        finally:
            connection.close()
        self.send_response(302 if self.redirect else status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        for part in range(0, len(said), 20 if self.drip else 1_000_000):
            self.wfile.write(said[part : part + (20 if self.drip else 1_000_000)])
            time.sleep(self.drip)

    do_GET = do_POST = handle_one  # noqa: N815 - names of the library

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """Another installation at an address of its own."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_sealer_tells_another_installation_over_http_and_the_verifier_reads_it_there(
    committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_defaults()
    forget()
    with served() as address:
        there, here = HttpWitness(address), FolderWitness(tmp_path)
        both = Several({"folder": here, address: there})
        with act(Viewer.system(), "test.act"):
            pass
        assert seal_once(both) == 1, "not admitted yet: the folder has it, the other is silent"
        assert "401: The sender was not admitted here" in both.faults()[address]
        admit_peer(CHIEF, "省厅", own_keys())
        assert seal_once(Several({"folder": here, address: there}), by=BOTH) == 1
        assert list(there.batches()) == list(here.batches())
        assert verify_installation(there).good
        with pytest.raises(WitnessRefuses, match="2 rows are kept"):
            there.remember(chain(1, name="another log ")[0])

        execute("UPDATE policy_value SET value = '0.3' WHERE name = 'audit.witness_s'")
        forget()
        monkeypatch.setattr(Answers, "drip", 0.1)
        began = time.monotonic()
        with pytest.raises(OSError, match=r"takes too long|timed out"):
            there.last()
        assert time.monotonic() - began < 10
        monkeypatch.setattr(Answers, "drip", 0.0)
        monkeypatch.setattr(Answers, "redirect", True)
        with pytest.raises(OSError, match="answers 302"):
            there.last()
    with pytest.raises(OSError, match="refused"):
        there.last()


def test_what_a_stranger_answers_is_no_batch(defaults: None) -> None:
    for said in (b"<html>", b"[]", b"{}", b'{"batches": [{}]}', b'{"batches": [{"size": 1}]}', b'{"batches": 7}'):
        stranger = HttpWitness("http://x.test", lambda *_, said=said: (200, said))
        with pytest.raises(OSError, match="no batches in its answer"):
            stranger.last()
        with pytest.raises(OSError, match="none of a witness"):
            stranger.remember(chain(1)[0])


def test_the_witness_of_several_peers_keeps_them_apart(defaults: None) -> None:
    admit_peer(CHIEF, "省厅", own_keys())
    admit_peer(CHIEF, "别处", key_file("0" * 16, {"sign-head.1": bytes(31) + b"\1"}))
    keep_batch(asked(), chain(2)[0])
    assert [one["installation"] for one in rows("SELECT installation FROM custody_peer p JOIN custody_batch b ON b.peer_id = p.id")] == [installation()]
