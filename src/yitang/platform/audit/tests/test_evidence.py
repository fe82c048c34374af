"""Proofs that leave the house: made from the log, checked without it; whatever is changed in one is refused."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from yitang.config.rooms import HOUSE
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.evidence import key_file
from yitang.platform.audit.public import (
    FolderWitness,
    LogDoesNotFit,
    NoSuchHead,
    NoSuchRow,
    NotProven,
    act,
    check_proof,
    heads,
    own_keys,
    prove_heads,
    prove_row,
    read_keys,
    seal_once,
)
from yitang.platform.keys.public import public_keys, rotate

WHO = Viewer(account_id=uuid.uuid4(), post="clerk", office_id=uuid.uuid4(), level="two_factor")
SIZES = (1, 4, 7)


@pytest.fixture
def log(committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """Seven rows under three heads, the last of which another key signed. Returns: the ids in their order."""
    monkeypatch.setattr(settings, "YITANG_KEYS", tmp_path / "keys")
    written, before = [], 0
    for size in SIZES:
        if size == SIZES[-1]:
            rotate("sign-head")
        for n in range(before, size):
            with act(WHO, "test.act") as this:
                this.on("thing", n)
            written.append(this.id)
        seal_once(FolderWitness(tmp_path))
        before = size
    return written


def test_any_row_is_proved_under_any_later_head(log: list[uuid.UUID]) -> None:
    kept = read_keys(own_keys())
    for place, row_id in enumerate(log):
        for size in SIZES:
            if size <= place:
                with pytest.raises(NoSuchHead):
                    prove_row(str(row_id), size)
                continue
            found = check_proof(prove_row(str(row_id), size), kept)
            assert found.row is not None
            assert (found.row["id"], found.place, found.head.size, found.row["thing_id"]) == (str(row_id), place, size, str(place))
    assert prove_row("7") == prove_row(str(log[6])) == prove_row("7", 7)


def test_any_two_heads_are_proved_to_be_of_one_log(log: list[uuid.UUID]) -> None:
    kept = read_keys(own_keys())
    assert [one.size for one in heads()] == [7, 4, 1]
    for older in SIZES:
        for newer in SIZES:
            if newer < older:
                with pytest.raises(NoSuchHead):
                    prove_heads(older, newer)
            else:
                found = check_proof(prove_heads(older, newer), kept)
                assert found.older is not None
                assert (found.older.size, found.head.size) == (older, newer)


@pytest.mark.parametrize("make", [lambda: prove_row("3"), lambda: prove_heads(4, 7)], ids=["row", "heads"])
def test_every_flipped_bit_of_a_file_is_refused(log: list[uuid.UUID], make: Callable[[], bytes]) -> None:
    proof, kept = make(), read_keys(own_keys())
    check_proof(proof, kept)
    passed = []
    for bit in range(len(proof) * 8):
        turned = bytearray(proof)
        turned[bit // 8] ^= 1 << bit % 8
        try:
            check_proof(bytes(turned), kept)
        except NotProven:
            continue
        passed.append(bit)
    assert passed == []


def test_a_second_spelling_a_missing_and_an_added_field_are_refused(log: list[uuid.UUID]) -> None:
    proof, kept = prove_row("3"), read_keys(own_keys())
    said: dict[str, Any] = json.loads(proof)
    odd: list[dict[str, Any]] = [
        {"more": 1},
        {"place": 2.0},
        {"place": True},
        {"paths": {}},
        {"paths": {"sha256": []}},
        {"paths": {**said["paths"], "sm3": []}},
        {"row": []},
        {"head": None},
        {"form": "x"},
    ]
    for other in (
        json.dumps(said).encode(), proof + b"\n", b"\xef\xbb\xbf" + proof, b"", b"[]", b"7", b'{"form": 7}', b"[" * 100_000,
        *(_spelt(said | one) for one in odd),
        _spelt({**said, "row": {**said["row"], "name": "x"}}), _spelt({**said, "head": {**said["head"], "signature": ""}}),
        _spelt({**said, "head": {**said["head"], "size": 10**400}}), _spelt({name: said[name] for name in said if name != "paths"}),
    ):  # fmt: skip
        with pytest.raises(NotProven):
            check_proof(other, kept)


def _spelt(said: object) -> bytes:
    return (json.dumps(said, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def test_a_proof_of_another_installation_is_refused_by_name(log: list[uuid.UUID]) -> None:
    proof, own = prove_row("3"), public_keys("head")
    stranger = key_file("0" * 16, {key_id: bytes(31) + bytes([n]) for n, key_id in enumerate(own)})
    with pytest.raises(NotProven, match="signature"):
        check_proof(proof, read_keys(stranger))
    with pytest.raises(NotProven, match="none of the public keys"):
        check_proof(proof, {"sign-head.77": own["sign-head.1"]})
    for broken in (b"", b"{}", key_file("x", {}), key_file("x", {"sign-head.1": bytes(31)}), proof):
        with pytest.raises(NotProven, match="public keys cannot be read"):
            read_keys(broken)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_row SET act = 'other' WHERE thing_id = '2'", "UPDATE audit_leaf SET leaf_hash = '\\x00' WHERE seq = 5",
     "DELETE FROM audit_leaf WHERE seq = 0", "UPDATE audit_head SET root = sha256('x') WHERE size = 7"],
    ids=["row", "other leaf", "no leaf", "head"],
)  # fmt: skip
def test_no_proof_is_given_from_a_log_that_was_changed(log: list[uuid.UUID], statement: str) -> None:
    prove_row("3")
    with connections["owner"].cursor() as owner:
        owner.execute(statement)
    with pytest.raises(LogDoesNotFit):
        prove_row("3")


def test_a_row_that_is_not_there_is_said_so(log: list[uuid.UUID]) -> None:
    for said in ("0", "8", str(uuid.uuid4()), "the third", "9" * 40):
        with pytest.raises(NoSuchRow, match="no sealed row"):
            prove_row(said)


def test_a_row_that_is_not_sealed_yet_has_no_proof(committed_db: None) -> None:
    with act(WHO, "test.act") as this:
        pass
    with pytest.raises(NoSuchRow):
        prove_row(str(this.id))
    with pytest.raises(NoSuchHead):
        prove_heads(1)


def test_another_machine_checks_with_the_keys_alone(log: list[uuid.UUID], tmp_path: Path) -> None:
    row, keys = tmp_path / "row.json", tmp_path / "keys.json"
    row.write_bytes(prove_row("3"))
    keys.write_bytes(own_keys())
    away = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HOUSE.parent), "YITANG_VAR": str(tmp_path / "nothing"), "DATABASE_URL": "postgresql://127.0.0.1:1/x"}

    def check() -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own command line
            [sys.executable, "-m", "yitang", "log", "check", str(row), "--keys", str(keys)], env=away, capture_output=True, text=True, check=False
        )

    good = check()
    assert good.returncode == 0, good.stderr
    assert "row 3 of the log, as it was sealed" in good.stdout
    row.write_bytes(row.read_bytes().replace(b'"test.act"', b'"test.axt"'))
    bad = check()
    assert bad.returncode == 1
    assert "it leads to another root" in bad.stderr
    assert not (tmp_path / "nothing").exists(), "checking leaves nothing behind"
