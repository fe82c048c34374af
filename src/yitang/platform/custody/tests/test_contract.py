"""One contract for every witness: a folder, another installation over its API, and the recorded failures."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Batch, FolderWitness, HttpWitness, RecordedWitness, Witness, WitnessRefuses, own_keys
from yitang.platform.audit.recorded import recorded
from yitang.platform.audit.tests.factories import chain
from yitang.platform.custody.public import admit_peer
from yitang.platform.policy.public import forget, load_defaults

CHIEF = Viewer(account_id=uuid4(), post="chief", office_id=uuid4(), level="two_factor")
TRIES = 8


def over_client(method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """A request as the client sends it, into the API of this process."""
    answer = Client(enforce_csrf_checks=True).generic(method, path, body, "application/json", headers=headers)
    return answer.status_code, answer.content


def another_installation(folder: Path) -> Witness:
    load_defaults()
    forget()
    admit_peer(CHIEF, "省厅", own_keys())
    return HttpWitness("http://witness.test", over_client)


def a_recording(name: str, folder: Path) -> Witness:  # noqa: ARG001 - it keeps nothing in a folder
    return RecordedWitness(name)


MAKE: dict[str, Callable[[Path], Witness]] = {
    "folder": FolderWitness,
    "another installation": another_installation,
    **{f"recorded {name}": partial(a_recording, name) for name in recorded()},
}


@pytest.fixture(params=MAKE)
def witness(request: pytest.FixtureRequest, db: None, tmp_path: Path) -> Witness:
    return MAKE[request.param](tmp_path)


def tell(witness: Witness, batch: Batch) -> int:
    """Tell it until it says that it has it, as the sealer does. Returns: how often it was told."""
    for n in range(1, TRIES + 1):
        with contextlib.suppress(OSError):
            witness.remember(batch)
            return n
    raise AssertionError("it never said so")


def test_what_it_was_told_it_gives_back_once_and_in_order(witness: Witness) -> None:
    told = chain(3, 1, 40, 2)
    assert witness.last() is None
    assert list(witness.batches()) == []
    for batch in told:
        tell(witness, batch)
        assert witness.last() == batch
        tell(witness, batch)
    assert list(witness.batches()) == told


def test_it_refuses_what_does_not_continue_its_log_and_changes_nothing(witness: Witness) -> None:
    told = chain(3, 2, 4)
    forked, other = chain(3, 2, name="another log "), chain(5)[0]
    for batch in told[:2]:
        tell(witness, batch)
    for wrong in (
        chain(3, 2, 4, 1)[3],  # a batch was left out
        told[0],  # again, and out of its turn
        forked[1],  # the same size, another root
        other,  # the same rows in other batches
        replace(told[2], leaves=told[2].leaves[1:]),
        replace(told[2], root=bytes(32)),
        replace(told[2], leaves=(bytes(32), *told[2].leaves[1:])),
    ):
        with pytest.raises(WitnessRefuses):
            tell(witness, wrong)
        assert list(witness.batches()) == told[:2]
    tell(witness, told[2])
    assert list(witness.batches()) == told


@pytest.mark.parametrize(("name", "times"), [("well", 1), ("slow", 1), ("down", 3), ("twice", 1), ("late", 2), ("wrong", 5)])
def test_a_recording_fails_as_often_as_it_was_recorded(installation: Path, name: str, times: int) -> None:
    assert tell(RecordedWitness(name), chain(2)[0]) == times
    if name == "slow":
        assert tell(RecordedWitness(name, patience_s=2.0), chain(2)[0]) == 2, "with less patience it is told once more"
