"""Sealing and verifying: what somebody with all rights on the database can do, and that it is found and located."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from hypothesis import given
from hypothesis import strategies as st

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit import sealing, verifying
from yitang.platform.audit import witness as witness_module
from yitang.platform.audit.merkle import Tree, leaf_hash, node_hash
from yitang.platform.audit.public import FolderWitness, LogWasChanged, act, seal_once, verify_installation
from yitang.platform.audit.tests.factories import chain
from yitang.platform.audit.witness import Batch
from yitang.platform.database.public import row, rows

WHO = Viewer.system()


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 as it is written."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(slow_root(leaves[:split]), slow_root(leaves[split:]))


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70), st.integers(0, 70))
def test_the_tree_is_that_of_the_rfc_and_can_be_put_down_and_taken_up(entries: list[bytes], cut: int) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    first = Tree()
    first.extend(leaves[:cut])
    second = Tree(first.size, first.edge())
    second.extend(leaves[cut:])
    assert second.root() == slow_root(leaves)


def test_a_frontier_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="frontier"):
        Tree(3, b"x" * 32)
    assert Tree().root().hex().startswith("e3b0c442")


@pytest.fixture
def witness(tmp_path: Path) -> FolderWitness:
    return FolderWitness(tmp_path)


def write(count: int, name: str = "test.act") -> None:
    for n in range(count):
        with act(WHO, name) as this:
            this.on("thing", n)


def as_administrator(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_line_that_a_cut_left_half_is_gone_and_the_next_one_is_whole(installation: Path, tmp_path: Path) -> None:
    one, two = chain(3, 2000)
    witness = FolderWitness(tmp_path)
    assert witness.last() is None
    witness.remember(one)
    assert witness.last() == one
    with witness.file.open("a") as out:
        out.write('{"size": 9, "root"')
    assert witness.last() == one
    witness.remember(two)
    assert list(witness.batches()) == [one, two]
    assert witness.last() == two


def test_what_was_written_is_sealed_and_verifies(committed_db: None, witness: FolderWitness) -> None:
    write(5)
    assert seal_once(witness) == 5
    write(2)
    assert seal_once(witness) == 2
    assert seal_once(witness) == 0
    report = verify_installation(witness)
    assert (report.good, report.rows, report.heads, report.unsealed) == (True, 7, 2, 0)
    assert "7" in report.words()


def test_rows_that_commit_out_of_order_are_all_sealed(committed_db: None, witness: FolderWitness) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def late() -> None:
        try:
            with act(WHO, "late"):
                inside.set()
                assert go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert inside.wait(10)
    write(3)
    assert seal_once(witness) == 3
    go_on.set()
    thread.join()
    assert seal_once(witness) == 1
    assert verify_installation(witness).good


THIRD = "(SELECT row_id FROM audit_leaf WHERE seq = 2)"
ATTACKS = {
    "changes a row": ([f"UPDATE audit_row SET act = 'nothing' WHERE id = {THIRD}"], "row 2"),
    "deletes a row": ([f"DELETE FROM audit_row WHERE id = {THIRD}"], "row 2"),
    "deletes a row and its leaf": ([f"DELETE FROM audit_row WHERE id = {THIRD}", "DELETE FROM audit_leaf WHERE seq = 2"], "row 2"),
    "swaps two rows": (
        ["UPDATE audit_leaf SET seq = -1 WHERE seq = 2", "UPDATE audit_leaf SET seq = 2 WHERE seq = 3",
         "UPDATE audit_leaf SET seq = 3 WHERE seq = -1"],
        "row 2",
    ),
    "cuts the tail": (
        ["DELETE FROM audit_row WHERE id IN (SELECT row_id FROM audit_leaf WHERE seq >= 4)", "DELETE FROM audit_leaf WHERE seq >= 4",
         "DELETE FROM audit_head WHERE size > 4"],
        "row 4",
    ),
    "inserts a sealed row": (
        [
            "INSERT INTO audit_row SELECT gen_random_uuid(), gen_random_uuid(), 1, act, result, account, person, post, "
            "office, hall, \"window\", device, session, "
            "trace, thing_kind, 'forged', clock_at, real_at, digest, key_id, mac FROM audit_row LIMIT 1",
            "INSERT INTO audit_leaf SELECT 6, id, '\\x00', 'sha256' FROM audit_row WHERE thing_id = 'forged'",
        ],
        "1 sealed rows",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("statements", "where"), ATTACKS.values(), ids=ATTACKS)
def test_an_administrator_who(statements: list[str], where: str, committed_db: None, witness: FolderWitness) -> None:
    write(4)
    seal_once(witness)
    write(2)
    seal_once(witness)
    assert verify_installation(witness).good
    as_administrator(*statements)
    report = verify_installation(witness)
    assert not report.good
    assert where in report.words()


def test_what_lacks_and_what_is_too_much_is_named_alone_and_not_all_that_follows(committed_db: None, witness: FolderWitness) -> None:
    write(6)
    seal_once(witness)
    as_administrator(
        "DELETE FROM audit_leaf WHERE seq = 2", "INSERT INTO audit_leaf SELECT -1, gen_random_uuid(), leaf_hash, algorithm FROM audit_leaf LIMIT 1"
    )
    found = verify_installation(witness).findings
    assert [one.partition(" / ")[2] for one in found] == ["1 rows too many stand before row 0", "row 2 is gone"]


def test_a_head_under_a_key_that_nobody_here_has_is_a_finding_and_not_the_end_of_verifying(committed_db: None, witness: FolderWitness) -> None:
    write(2)
    seal_once(witness)
    witness.file.write_text(witness.file.read_text().replace('"sign-head.1"', '"sign-head.99"'))
    assert [one.partition(" / ")[2] for one in verify_installation(witness).findings] == ["the signature of head 2 is wrong"]


def test_a_row_changed_before_sealing_is_not_sealed(committed_db: None, witness: FolderWitness) -> None:
    write(2)
    as_administrator("UPDATE audit_row SET act = 'nothing' WHERE thing_id = '1'")
    with pytest.raises(LogWasChanged):
        seal_once(witness)
    assert rows("SELECT 1 FROM audit_leaf") == []


@pytest.mark.parametrize("which", ["1", "2"], ids=["between others", "the last of its writer"])
def test_a_row_deleted_before_sealing_leaves_a_gap_that_is_named(committed_db: None, witness: FolderWitness, which: str) -> None:
    write(3)
    as_administrator(f"DELETE FROM audit_row WHERE thing_id = '{which}'")
    seal_once(witness)
    assert "lacks 1 rows" in verify_installation(witness).words()


class Slow(FolderWitness):
    """A witness that fails as the recording says: down before it writes, or cut off after it wrote."""

    def __init__(self, folder: Path, plays: list[str]) -> None:
        super().__init__(folder)
        self.plays = plays

    def remember(self, batch: Batch) -> None:
        play = self.plays.pop(0) if self.plays else "well"
        if play == "down":
            raise OSError("down")
        super().remember(batch)
        if play == "late":
            raise OSError("the answer came too late")
        if play == "twice":
            super().remember(batch)


def test_a_witness_that_is_down_seals_nothing_and_then_all(committed_db: None, tmp_path: Path) -> None:
    keeper = Slow(tmp_path, ["down"])
    write(3)
    with pytest.raises(OSError, match="down"):
        seal_once(keeper)
    assert row("SELECT count(*) AS n FROM audit_leaf") == {"n": 0}
    assert seal_once(keeper) == 3
    assert verify_installation(keeper).good


def test_cut_off_between_witness_and_commit_the_same_batch_is_sealed_next(committed_db: None, tmp_path: Path) -> None:
    keeper = Slow(tmp_path, ["well", "late"])
    write(2)
    seal_once(keeper)
    write(3)
    with pytest.raises(OSError, match="too late"):
        seal_once(keeper)
    write(2)
    assert seal_once(keeper) == 3
    assert seal_once(keeper) == 2
    report = verify_installation(keeper)
    assert report.good, report.words()
    assert report.rows == 7


def test_rows_that_commit_after_the_cut_and_stand_before_the_batch_do_not_push_it_out(
    committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)
    keeper = Slow(tmp_path, ["late"])
    write(2)
    with pytest.raises(OSError, match="too late"):
        seal_once(keeper)
    with at_another_time(timedelta(minutes=-1)):
        write(1, "begun before the others")
    assert seal_once(keeper) == 2
    assert seal_once(keeper) == 1
    assert verify_installation(keeper).good


def test_an_old_copy_of_the_database_is_noticed_before_anything_is_sealed_on_it(committed_db: None, witness: FolderWitness) -> None:
    write(2)
    seal_once(witness)
    write(2)
    seal_once(witness)
    as_administrator(
        "DELETE FROM audit_row WHERE id IN (SELECT row_id FROM audit_leaf WHERE seq >= 2)", "DELETE FROM audit_leaf WHERE seq >= 2",
        "DELETE FROM audit_head WHERE size > 2",
    )  # fmt: skip
    write(1, "after the restore")
    with pytest.raises(LogWasChanged, match="2 rows"):
        seal_once(witness)


def test_a_row_that_commits_long_after_the_last_head_is_found_by_the_look_at_everything(committed_db: None, witness: FolderWitness) -> None:
    write(2)
    seal_once(witness)
    with at_another_time(timedelta(minutes=-30)):
        write(1, "late")
    write(1, "in time")
    assert seal_once(witness, whole=False) == 1
    assert seal_once(witness, whole=True) == 1
    assert verify_installation(witness).good


def test_a_stopped_sealer_goes_on_from_its_last_head_however_long_ago(committed_db: None, witness: FolderWitness) -> None:
    with at_another_time(timedelta(days=-3)):
        write(2)
        seal_once(witness)
    with at_another_time(timedelta(days=-2)):
        write(3)
    assert seal_once(witness, whole=False) == 3


@contextmanager
def at_another_time(by: timedelta) -> Iterator[None]:
    """The clock as it was then."""
    with clock.fixed(clock.real_now() + by):
        yield


def test_the_last_batch_is_read_from_the_end_and_a_half_line_does_not_count(installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_module, "BLOCK", 7)
    keeper = FolderWitness(tmp_path)
    assert keeper.last() is None
    for batch in chain(1, 1, 1):
        keeper.remember(batch)
        assert keeper.last() == list(keeper.batches())[-1]
    with keeper.file.open("a", encoding="ascii") as out:
        out.write('{"size": 4, ')
    assert keeper.last() == list(keeper.batches())[-1]
    keeper.file.write_text('{"size": 1', encoding="ascii")
    assert keeper.last() is None


class Open:
    """The witness of an office that is open: while it is read, three rows more are written and sealed."""

    def __init__(self, folder: FolderWitness) -> None:
        self.folder = folder

    def remember(self, batch: Batch) -> None:
        self.folder.remember(batch)

    def batches(self) -> Iterator[Batch]:
        found = self.folder.batches()
        yield next(found)
        write(3)
        seal_once(self.folder)
        yield from found

    def last(self) -> Batch | None:
        return self.folder.last()


def test_an_open_office_is_verified_as_it_was_when_it_was_asked(committed_db: None, witness: FolderWitness, monkeypatch: pytest.MonkeyPatch) -> None:
    write(2)
    seal_once(witness)
    write(2)
    seal_once(witness)
    report = verify_installation(Open(witness))
    assert (report.good, report.rows) == (True, 4), report.words()
    with monkeypatch.context() as off:
        off.setattr(verifying, "_known", lambda *_: None)
        found = verify_installation(Open(witness)).findings
        assert any("is gone" in said for said in found), "without the mark what came in between seems to be gone"

    # The sealer has told the witness and has not committed yet: it is waited for.
    tell = witness.remember

    def slowly(batch: Batch) -> None:
        tell(batch)
        told.set()
        until.wait(20)

    told, until = threading.Event(), threading.Event()
    monkeypatch.setattr(witness, "remember", slowly)
    write(1)
    sealer = threading.Thread(target=sealed_by_another, args=(witness,))
    sealer.start()
    assert told.wait(20)
    with monkeypatch.context() as off:
        off.setattr(verifying, "COMMITTED_WITHIN_S", 0.0)
        assert not verify_installation(witness).good, "without waiting, what is about to be committed seems to be gone"
    later = threading.Timer(0.3, until.set)
    later.start()
    assert verify_installation(witness).good
    sealer.join()


def sealed_by_another(witness: FolderWitness) -> None:
    try:
        seal_once(witness)
    finally:
        connection.close()


def test_a_tail_that_was_cut_is_found_in_an_open_office_too(committed_db: None, witness: FolderWitness, monkeypatch: pytest.MonkeyPatch) -> None:
    write(2)
    seal_once(witness)
    write(2)
    seal_once(witness)
    monkeypatch.setattr(verifying, "COMMITTED_WITHIN_S", 0.0)
    with connections["owner"].cursor() as owner:
        owner.execute("DELETE FROM audit_leaf WHERE seq >= 2")
        owner.execute("DELETE FROM audit_head WHERE size > 2")
    assert [said.split(" / ")[1] for said in verify_installation(witness).findings] == ["row 2 is gone", "row 3 is gone"]
