"""Outside of the decoder's process: start one for each file, wait for it, take its answer or say what became of it.

A process of its own for each file: what a file does to its decoder ends with it. Bytes go in and out through files in memory that have no
name, so that no pipe can fill, no answer can be longer than the limit, and nothing of a stranger's paper is left on a disk. The machine
decodes as many at a time as policy says, over all processes: turns are locks of files, which end with whoever holds them.
"""

import fcntl
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from yitang.platform.policy.public import value
from yitang.platform.uploads.errors import DecoderBusy, DecoderUnavailable, UploadTooHard

SOURCE = Path(__file__).resolve().parents[3]
START = "import sys; sys.path.insert(0, sys.argv[1]); from yitang.platform.uploads.decoder.confined import main; main(*sys.argv[2:])"
AGAIN_S = 0.05
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one decoder: seconds of processor and of waiting, bytes of address space and of answer; ``filter``: nothing without seccomp."""

    cpu_s: int
    wall_s: float
    memory_bytes: int
    output_bytes: int
    filter: bool


def limits() -> Limits:
    """As policy says today."""
    return Limits(
        value("uploads.decoder_cpu_s"), value("uploads.decoder_wall_s"), value("uploads.decoder_memory_mb") << 20,
        value("uploads.decoder_answer_mb") << 20, value("uploads.decoder_filter"),
    )  # fmt: skip


@contextmanager
def turn() -> Iterator[None]:
    """One of the machine's turns to decode.

    Raises: DecoderBusy when none became free in time.
    """
    folder = Path(settings.VAR) / "decoders"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    until = time.monotonic() + value("uploads.decoder_turn_s")
    while True:
        for n in range(value("uploads.decoders")):
            with (folder / f"{n}.lock").open("w") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
        if time.monotonic() >= until:
            raise DecoderBusy
        time.sleep(AGAIN_S)


def decoded(job: str, content: bytes, bounds: Limits, more: dict[str, int]) -> bytes:
    """What the job (``module:function``) answers to these bytes, in a process of its own. ``more``: limits of the slot.

    Raises: UploadTooHard when it died, hung or wanted too much; DecoderUnavailable when it could not be started.
    """
    module, function = job.split(":")
    said = json.dumps({**asdict(bounds), **more})
    command = [sys.executable, "-I", "-B", "-c", START, str(SOURCE), module, function, said]
    with memory(content) as given, memory() as taken:
        try:
            process = subprocess.Popen(command, stdin=given, stdout=taken, stderr=subprocess.DEVNULL, env={}, cwd="/", close_fds=True, start_new_session=True)
        except OSError as fault:
            log.error("the decoder does not start", exc_info=fault)
            raise DecoderUnavailable from fault
        try:
            status = process.wait(bounds.wall_s)
        except subprocess.TimeoutExpired as late:
            raise UploadTooHard from late
        finally:
            process.kill()
            process.wait()
        if status:
            log.warning("a decoder ended with %s", status)
            # Our own start failed, before any byte of the file was read: Python says 1. The file's doing is a signal.
            raise DecoderUnavailable if status == 1 else UploadTooHard
        return read_back(taken, bounds.output_bytes)


@contextmanager
def memory(content: bytes = b"") -> Iterator[int]:
    """A file in memory without a name, read from its beginning; the program that is started gets it, and nobody else."""
    descriptor = os.memfd_create("upload", os.MFD_CLOEXEC)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def read_back(descriptor: int, most: int) -> bytes:
    """What was written into a file in memory, at most so many bytes."""
    return os.pread(descriptor, min(os.fstat(descriptor).st_size, most), 0)
