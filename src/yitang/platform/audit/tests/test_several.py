"""Several witnesses: one that is down stops nothing and is told later; what one was told no other is told differently."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit import several, standing
from yitang.platform.audit.public import Batch, FolderWitness, LogWasChanged, Several, act, keeper, members, seal_once, standings, verify_installation
from yitang.platform.audit.sealing import BOTH
from yitang.platform.audit.tests.factories import chain
from yitang.platform.database.public import execute, row, rows


class Down(FolderWitness):
    """A folder whose mount can be taken away, also in the moment after it has written."""

    down, down_after = False, False

    def remember(self, batch: Batch) -> None:
        self._there()
        super().remember(batch)
        self.down |= self.down_after
        self._there()

    def last(self) -> Batch | None:
        self._there()
        return super().last()

    def batches(self) -> Iterator[Batch]:
        self._there()
        return super().batches()

    def _there(self) -> None:
        if self.down:
            raise OSError("the mount is gone")


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Down, Down]:
    monkeypatch.setattr(several, "AGAIN_S", 0.0)
    return Down(tmp_path / "near"), Down(tmp_path / "far")


def write(count: int) -> None:
    for n in range(count):
        with act(Viewer.system(), "test.act") as this:
            this.on("thing", n)


def kept(witness: FolderWitness) -> list[int]:
    return [batch.size for batch in witness.batches()]


def test_sealing_goes_on_while_one_of_two_is_down_and_that_one_is_told_later(committed_db: None, two: tuple[Down, Down]) -> None:
    near, far = two
    both = Several({"near": near, "far": far})
    write(2)
    assert seal_once(both) == 2
    far.down = True
    for n in (3, 1):
        write(n)
        assert seal_once(both, by=BOTH) == n
    assert both.faults() == {"far": "the mount is gone"}
    assert kept(near) == [2, 5, 6]
    assert verify_installation(both).good, "read from the one that knows most"
    far.down, near.down = False, True
    write(1)
    assert seal_once(both) == 1, "the other one, which had missed two batches, is told them first"
    assert kept(far) == [2, 5, 6, 7]
    near.down = False
    seal_once(both)
    assert list(near.batches()) == list(far.batches())
    assert both.faults() == {}
    for witness in two:
        assert verify_installation(witness).good


def test_when_all_are_down_nothing_is_sealed_and_nothing_is_lost(committed_db: None, two: tuple[Down, Down]) -> None:
    both = Several({"near": two[0], "far": two[1]})
    write(2)
    for one in two:
        one.down = True
    with pytest.raises(OSError, match="no witness answers"):
        seal_once(both)
    assert rows("SELECT 1 FROM audit_leaf") == []
    for one in two:
        one.down = False
    assert seal_once(both) == 2


@pytest.mark.parametrize("with_intent", [True, False], ids=["with the intent", "without"])
def test_one_that_was_told_and_is_silent_now_is_not_contradicted(committed_db: None, two: tuple[Down, Down], with_intent: bool) -> None:
    """The far one has the batch, the sealer is cut off, the far one is down at the next start, and a row commits that stands before the batch."""
    near, far = two
    near.down, far.down_after = True, True
    write(2)
    with pytest.raises(OSError, match="no witness has taken"):
        seal_once(Several({"near": near, "far": far}))
    assert kept(FolderWitness(far.file.parent)) == [2]
    if not with_intent:
        with connections["owner"].cursor() as owner:
            owner.execute("DELETE FROM audit_intent")
    near.down = False
    with clock.fixed(clock.real_now() - timedelta(minutes=1)):
        write(1)
    both = Several({"near": near, "far": far})
    assert seal_once(both) == (2 if with_intent else 3), "exactly what the far one was told, or something else"
    seal_once(both)
    far.down = far.down_after = False
    seal_once(both)
    if with_intent:
        assert kept(far) == kept(near) == [2, 3]
        assert both.faults() == {}
    else:
        assert "has another root than the 2 rows that are kept" in both.faults()["far"]


def test_one_that_holds_another_log_is_said_and_does_not_stop_the_other(committed_db: None, two: tuple[Down, Down]) -> None:
    near, far = two
    far.remember(chain(1, name="another log ")[0])
    both = Several({"near": near, "far": far})
    write(2)
    with pytest.raises(LogWasChanged, match="remembers 1 rows"):
        seal_once(both)
    near.remember(chain(1, name="another log ")[0])
    assert rows("SELECT 1 FROM audit_leaf") == []


def test_a_witness_that_comes_later_is_told_everything(committed_db: None, two: tuple[Down, Down], monkeypatch: pytest.MonkeyPatch) -> None:
    near, far = two
    monkeypatch.setattr(several, "AT_ONCE", 2)
    for n in (1, 2, 3, 1, 2):
        write(n)
        seal_once(near, by=BOTH if n == 2 else "sha256")
    both = Several({"near": near, "far": far})
    for _ in range(3):
        seal_once(both)
    assert list(far.batches()) == list(near.batches())


def test_how_the_log_stands_to_each_is_told(committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    near, far = FolderWitness(tmp_path / "near"), FolderWitness(tmp_path / "far")
    monkeypatch.setattr(standing, "members", lambda: {"near": near, "far": far})

    def told() -> list[tuple[str, int, int, int]]:
        return [(one.kind, one.own, one.size, one.same) for one in standings()]

    assert told() == [("even", 0, 0, 0)] * 2
    write(3)
    seal_once(near)
    assert told() == [("even", 3, 3, 3), ("behind", 3, 0, 0)]
    seal_once(Several({"near": near, "far": far}))
    write(2)
    late = Down(near.file.parent)
    late.down_after = True
    with pytest.raises(OSError, match="mount"):
        seal_once(late)
    assert told() == [("even", 3, 5, 5), ("even", 3, 3, 3)], "cut off before the commit: what it is ahead by is about to be sealed"
    with connections["owner"].cursor() as owner:
        owner.execute("DELETE FROM audit_intent")
    assert told()[0] == ("even", 3, 5, 5), "its rows are all there"
    seal_once(near)
    assert told() == [("even", 5, 5, 5), ("behind", 5, 3, 3)]
    with connections["owner"].cursor() as owner:
        owner.execute("UPDATE audit_leaf SET leaf_hash = sha256('x') WHERE seq = 1")
        owner.execute("UPDATE audit_head SET root = sha256('x')")
    assert told() == [("forked", 5, 5, 1), ("forked", 5, 3, 1)]
    far.file.unlink()
    far.file.mkdir()
    assert told()[1] == ("silent", 5, 0, 0)


def test_the_setting_names_folders_and_addresses(installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "YITANG_WITNESSES", ())
    assert isinstance(keeper(), FolderWitness)
    monkeypatch.setattr(settings, "YITANG_WITNESSES", (str(tmp_path), "https://witness.example:8443"))
    assert {name: type(one).__name__ for name, one in members().items()} == {
        "folder": "FolderWitness", str(tmp_path): "FolderWitness", "https://witness.example:8443": "HttpWitness",
    }  # fmt: skip
    assert isinstance(keeper(), Several)


def test_the_intent_is_signed_or_nothing_is_sealed(committed_db: None, two: tuple[Down, Down]) -> None:
    near, _ = two
    near.down = True
    write(2)
    with pytest.raises(OSError, match="mount"):
        seal_once(near)
    near.down = False
    near.down_after = True
    with pytest.raises(OSError, match="mount"):
        seal_once(near)
    found = row("SELECT said FROM audit_intent")
    assert found is not None
    said = json.loads(found["said"])
    execute("UPDATE audit_intent SET said = %s", [json.dumps(said | {"at": "2020-01-01T00:00:00.000000+00:00"})])
    near.down = near.down_after = False
    near.file.unlink()
    with pytest.raises(LogWasChanged, match="not signed by this installation"):
        seal_once(near)
