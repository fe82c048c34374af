"""B9: the decoder's process can do nothing but read what it is given and answer; whatever it does, this process goes on."""

import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from yitang.platform.uploads import operations, process
from yitang.platform.uploads.domain import AnswerMakesNoSense, said_by
from yitang.platform.uploads.errors import DecoderBusy, DecoderUnavailable, UploadTooHard
from yitang.platform.uploads.process import Limits, decoded
from yitang.platform.uploads.tests import probe

BOUNDS = Limits(cpu_s=2, wall_s=5.0, memory_bytes=384 << 20, output_bytes=4 << 20, filter=True)
PLAIN = "import os; os.setresgid(65531, 65531, 65531); os.setresuid(65531, 65531, 65531); " if os.geteuid() == 0 else ""
UNFILTERED = "confined.filter_calls = lambda: False; "


def start(*extra: str) -> str:
    """The start of the process with something done after the imports and before its rights are given up."""
    return process.START.replace(
        "main(*sys.argv[2:])",
        "from yitang.platform.uploads.decoder import confined; from yitang.platform.uploads.tests import probe; " + "".join(extra) + "main(*sys.argv[2:])",
    )


def run(job: str, content: bytes = b"x", bounds: Limits = BOUNDS) -> bytes:
    return decoded(f"yitang.platform.uploads.tests.probe:{job}", content, bounds, {})


def head(answer: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer[4 : 4 + int.from_bytes(answer[:4], "big")])
    return found


@pytest.fixture
def reachable(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """A listener on the network, one on a local socket as the database has, a key, a folder; anybody may use them, were he not confined."""
    os.chmod(tmp_path, 0o777)
    for parent in tmp_path.parents[:2]:
        os.chmod(parent, 0o755)
    net, local = socket.socket(), socket.socket(socket.AF_UNIX)
    net.bind(("127.0.0.1", 0))
    path = f"/tmp/yitang-probe-{os.getpid()}"
    Path(path).unlink(missing_ok=True)
    local.bind(path)
    os.chmod(path, 0o777)
    net.listen(20)
    local.listen(20)
    for name in ("key", "spare"):
        (tmp_path / name).write_bytes(b"secret")
        (tmp_path / name).chmod(0o666)
    yield {"port": net.getsockname()[1], "database": path, "key": str(tmp_path / "key"), "spare": str(tmp_path / "spare"), "folder": str(tmp_path)}
    net.close()
    local.close()
    Path(path).unlink()


@pytest.mark.parametrize("who", ["as it is", "plain user"])
def test_nothing_of_this_machine_can_be_reached_from_within(reachable: dict[str, Any], monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    if who == "plain user":
        monkeypatch.setattr(process, "START", start(PLAIN))
    found = head(run("tries", json.dumps(reachable).encode()))
    assert found["filtered"]
    assert found["alone"]
    assert found["user"] not in (0, 65534)
    # Root drops its groups; who is none keeps his own, and the filter stands in for that.
    assert found["groups"] == [] or os.geteuid() or who == "plain user"
    assert found["environment"].keys() <= {"LC_CTYPE"}
    assert {name: how for name, how in found["said"].items() if how == "done"} == {}
    assert len(found["said"]) == 32
    assert sorted(os.listdir(reachable["folder"])) == ["key", "spare"]


def test_without_the_filter_of_calls_there_is_still_no_descriptor_to_open(reachable: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "START", start(PLAIN, UNFILTERED))
    # To become another program, to look into one of the same user and to change names in open folders needs no descriptor: that is the filter's.
    asked = {**reachable, "not": ["program", "remove", "rename", "look into"]}
    said = head(run("tries", json.dumps(asked).encode(), replace(BOUNDS, filter=False)))["said"]
    for name in ("network", "datagram", "database", "keys", "folder", "write", "memory file", "pipe", "process", "more files"):
        assert said[name] != "done", name
        assert said[name + " with a free place"] != "done", name


def test_with_the_guards_taken_away_the_same_deeds_succeed(reachable: dict[str, Any]) -> None:
    for name in ("network", "datagram", "database", "keys", "folder", "write", "remove", "memory file", "pipe", "rename"):
        if name == "database":
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(reachable["database"])
            continue
        made = probe.deeds(reachable)[name]()
        if isinstance(made, socket.socket):
            made.close()
        elif name == "memory file":
            os.close(made)  # type: ignore[arg-type]
        elif name == "pipe":
            for one in made:  # type: ignore[attr-defined]
                os.close(one)


def test_where_the_filter_cannot_be_had_no_byte_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "START", start(UNFILTERED))
    assert head(run("dies"))["refused"] == "unconfined"
    assert operations.SAID["unconfined"] is DecoderUnavailable


@pytest.mark.parametrize("job", ["works", "sleeps", "dies"])
def test_a_decoder_that_hangs_or_dies_is_a_named_refusal(job: str) -> None:
    began = time.monotonic()
    with pytest.raises(UploadTooHard):
        run(job, bounds=replace(BOUNDS, cpu_s=1, wall_s=0.7 if job == "sleeps" else 20.0))
    assert time.monotonic() - began < 30


def test_memory_that_runs_out_is_its_own_and_is_said() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert head(run("eats"))["refused"] == "memory"
    assert operations.SAID["memory"] is UploadTooHard
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10, "kB of this process"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1 << 20


@pytest.mark.parametrize("job", ["talks", "ends", "lies"])
def test_an_answer_that_is_too_long_or_none_or_no_picture_is_not_believed(job: str) -> None:
    with pytest.raises((UploadTooHard, AnswerMakesNoSense)):
        said_by(run(job), 30)


def test_a_decoder_that_cannot_start_refuses_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "START", "raise SystemExit(1)")
    with pytest.raises(DecoderUnavailable):
        run("tries")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(DecoderUnavailable):
        run("tries")


def test_no_decoder_is_left_behind_and_no_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def kept(*said: Any, **named: Any) -> subprocess.Popen[bytes]:
        made.append(real(*said, **named))
        return made[-1]

    monkeypatch.setattr(subprocess, "Popen", kept)
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(UploadTooHard):
        run("sleeps", bounds=replace(BOUNDS, wall_s=0.3))
    assert made[0].returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(made[0].pid, 0)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_machine_decodes_as_many_at_a_time_as_policy_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    monkeypatch.setattr(process, "value", {"uploads.decoders": 2, "uploads.decoder_turn_s": 0.0}.__getitem__)
    inside, free = threading.Barrier(3), threading.Event()

    def hold() -> None:
        with process.turn():
            inside.wait(20)
            free.wait(20)

    threads = [threading.Thread(target=hold) for _ in range(2)]
    for thread in threads:
        thread.start()
    inside.wait(20)
    with pytest.raises(DecoderBusy), process.turn():
        pass
    free.set()
    for thread in threads:
        thread.join()
    with process.turn():
        pass
