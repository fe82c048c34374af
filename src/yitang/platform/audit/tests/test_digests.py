"""SHA-256 and SM3 side by side: switched on and off in an open office, each held for itself, old heads as good as before."""

import json
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError

from yitang.kernel.viewer import Viewer
from yitang.platform.audit import verifying
from yitang.platform.audit.merkle import DIGESTS, leaf_hash
from yitang.platform.audit.public import (
    FolderWitness,
    WitnessRefuses,
    act,
    check_proof,
    checked,
    heads,
    own_keys,
    prove_heads,
    prove_row,
    read_keys,
    run_sealer,
    seal_once,
    verify_installation,
)
from yitang.platform.audit.sealing import BOTH, SHA256, digests
from yitang.platform.database.public import row, rows
from yitang.platform.keys.public import sm3
from yitang.platform.policy.public import forget, load_defaults, set_value

# How many rows each head adds, and by what it is sealed.
TURNS = ((2, SHA256), (3, BOTH), (2, BOTH), (1, SHA256), (2, BOTH))
STARTS = {2: None, 5: 2, 7: 2, 8: None, 10: 8}


def write(count: int) -> None:
    for n in range(count):
        with act(Viewer.system(), "test.act") as this:
            this.on("thing", n)


@pytest.fixture
def witness(committed_db: None, tmp_path: Path) -> FolderWitness:
    """Ten rows, sealed in turns with and without SM3."""
    keeper = FolderWitness(tmp_path)
    for count, by in TURNS:
        write(count)
        assert seal_once(keeper, by=by) == count
    return keeper


def test_sm3_is_that_of_the_standard() -> None:
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", "GB/T 32905-2016, appendix A.1"


def test_a_log_that_was_switched_on_off_and_on_again_verifies_and_proves(witness: FolderWitness) -> None:
    report = verify_installation(witness)
    assert (report.good, report.rows, report.heads) == (True, 10, 5), report.words()
    assert {one.size: one.second.start if one.second else None for one in heads()} == STARTS
    assert [one["algorithm"] for one in rows("SELECT algorithm FROM audit_leaf ORDER BY seq")] == [by for count, by in TURNS for _ in range(count)]
    kept = read_keys(own_keys())
    for place in range(10):
        for size, start in STARTS.items():
            if size > place:
                paths = json.loads(prove_row(str(place + 1), size))["paths"]
                assert set(paths) == ({"sha256", "sm3"} if start is not None and place >= start else {"sha256"})
    for older, newer, both in ((2, 5, False), (5, 7, True), (5, 8, False), (5, 10, False), (7, 7, True)):
        proof = prove_heads(older, newer)
        check_proof(proof, kept)
        assert set(json.loads(proof)["paths"]) == ({"sha256", "sm3"} if both else {"sha256"})


def test_every_flipped_bit_of_a_proof_by_both_is_refused(witness: FolderWitness) -> None:
    proof, kept = prove_row("4", 7), read_keys(own_keys())
    said = json.loads(proof)
    assert check_proof(proof, kept).place == 3
    for name in ("sha256", "sm3"):
        for n, node in enumerate(said["paths"][name]):
            for bit in range(256):
                turned = f"{int(node, 16) ^ 1 << bit:064x}"
                other = {**said, "paths": {**said["paths"], name: [*said["paths"][name][:n], turned, *said["paths"][name][n + 1 :]]}}
                with pytest.raises(Exception, match="another root"):
                    check_proof((json.dumps(other, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode(), kept)
    for other in ({**said, "paths": {"sha256": said["paths"]["sha256"]}}, {**said, "head": {k: v for k, v in said["head"].items() if k != "sm3"}}):
        with pytest.raises(Exception, match="proof"):
            check_proof((json.dumps(other, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode(), kept)


def test_what_only_sm3_sees_is_found_where_there_is_sm3(witness: FolderWitness, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if SHA-256 were broken: every row still has the SHA-256 leaf that the witness remembers."""
    with connections["owner"].cursor() as owner:
        owner.execute("UPDATE audit_row SET act = 'other' WHERE id IN (SELECT row_id FROM audit_leaf WHERE seq IN (1, 3))")
    remembered = iter([leaf for batch in witness.batches() for leaf in batch.leaves])
    monkeypatch.setattr(verifying, "leaf_hash", lambda entry, digest=None: leaf_hash(entry, digest) if digest else next(remembered))
    found = [one.partition(" / ")[2] for one in verify_installation(witness).findings]
    assert len(found) == 1, "row 1 was sealed before SM3 was on"
    assert found[0].startswith("row 3 (")


@pytest.mark.parametrize("part", ["root", "leaves", "start"])
def test_what_is_changed_in_the_second_tree_of_a_witness_is_found(witness: FolderWitness, part: str) -> None:
    lines = witness.file.read_text().splitlines()
    said = json.loads(lines[2])
    said["sm3"][part] = {"root": "00" * 32, "leaves": ["00" * 32] * 2, "start": 3}[part]
    witness.file.write_text("\n".join([*lines[:2], json.dumps(said), *lines[3:]]) + "\n")
    found = [one.partition(" / ")[2] for one in verify_installation(witness).findings]
    assert "the SM3 root of head 7 does not fit" in found
    assert ("the signature of head 7 is wrong" in found) == (part != "leaves")


def test_the_page_of_a_row_sees_a_changed_sm3_leaf(witness: FolderWitness) -> None:
    from uuid import uuid4

    who = Viewer(account_id=uuid4(), post="clerk", office_id=uuid4(), level="two_factor")
    with act(who, "test.act") as this:
        pass
    seal_once(witness, by=BOTH)
    found = checked(who, this.id)
    assert found is not None
    assert found.good
    with connections["owner"].cursor() as owner:
        owner.execute("UPDATE audit_leaf SET sm3_hash = sha256('x') WHERE row_id = %s", [this.id])
    found = checked(who, this.id)
    assert found is not None
    assert (found.good, found.as_sealed) == (False, False)


class Late(FolderWitness):
    """A witness whose first answer never comes."""

    told = False

    def remember(self, batch: object) -> None:
        super().remember(batch)  # type: ignore[arg-type]
        if not self.told:
            self.told = True
            raise OSError("the answer came too late")


@pytest.mark.parametrize("first", [SHA256, BOTH])
def test_a_batch_that_the_witness_has_already_keeps_its_digests(committed_db: None, tmp_path: Path, first: str) -> None:
    keeper = Late(tmp_path)
    write(2)
    with pytest.raises(OSError, match="too late"):
        seal_once(keeper, by=first)
    other = SHA256 if first == BOTH else BOTH
    assert seal_once(keeper, by=other) == 2
    assert row("SELECT algorithm FROM audit_head") == {"algorithm": first}
    write(1)
    assert seal_once(keeper, by=other) == 1
    assert verify_installation(keeper).good


def test_a_leaf_without_the_digest_that_it_names_is_refused_by_the_database(witness: FolderWitness) -> None:
    for statement, constraint in (
        ("UPDATE audit_leaf SET sm3_hash = NULL WHERE seq = 3", "leaf_has_the_digests_it_names"),
        ("UPDATE audit_head SET sm3_root = NULL WHERE size = 7", "head_has_the_trees_it_names"),
    ):
        with connections["owner"].cursor() as owner, pytest.raises(IntegrityError, match=constraint):
            owner.execute(statement)


def test_a_second_tree_that_is_not_the_one_remembered_is_not_sealed(committed_db: None, tmp_path: Path) -> None:
    keeper = Late(tmp_path)
    write(2)
    with pytest.raises(OSError, match="too late"):
        seal_once(keeper, by=BOTH)
    said = json.loads(keeper.file.read_text())
    said["sm3"]["root"] = "00" * 32
    keeper.file.write_text(json.dumps(said) + "\n")
    with pytest.raises(WitnessRefuses, match="does not continue"):
        seal_once(keeper)
    assert rows("SELECT 1 FROM audit_leaf") == []


def test_an_open_office_switches_without_a_stop(committed_db: None, tmp_path: Path) -> None:
    load_defaults()
    forget()
    assert digests() == SHA256
    keeper, stop = FolderWitness(tmp_path), threading.Event()

    def sealer() -> None:
        try:
            run_sealer(stop, keeper)
        finally:
            connection.close()

    thread = threading.Thread(target=sealer)
    thread.start()
    try:
        write(2)
        until_sealed(2)
        set_value("audit.digests", BOTH, date(2022, 5, 1), "the office")
        forget()
        write(2)
        until_sealed(4)
    finally:
        stop.set()
        thread.join()
    assert [one.second.start if one.second else None for one in heads()][:1] == [2]
    assert verify_installation(keeper).good
    set_value("audit.digests", "md5", date(2022, 5, 1), "the office")
    forget()
    with pytest.raises(ValueError, match=r"sha256 or sha256\+sm3"):
        digests()
    assert set(DIGESTS) == {"sha256", "sm3"}


def until_sealed(count: int) -> None:
    """Until so many rows are sealed, whoever does it."""
    until = time.monotonic() + 30
    while row("SELECT count(*) AS n FROM audit_leaf") != {"n": count}:
        assert time.monotonic() < until
        time.sleep(0.05)
