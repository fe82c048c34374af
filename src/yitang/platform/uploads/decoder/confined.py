"""Inside of the decoder's process: give up everything, then look at the bytes of a stranger.

The job is imported first, while files can still be opened. Then this process drops its user, its right to make processes, every new
descriptor (RLIMIT_NOFILE of 0: what is open stays, nothing is opened any more, neither file nor socket) and, by a filter of the kernel
(seccomp), every call that a decoder does not need. Only then the first byte is read. Bytes come in on descriptor 0 and go out on 1.
"""

import ctypes
import gc
import json
import os
import platform
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

# Nobody's user, and not that of the database, which has 65534 when root starts it.
DROPPED = 65533
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
SIGKILL = 9
# How the process ends when its answer cannot be written; 1 is Python's own, for a start that failed.
ANSWER_TOO_LONG = 3
# Classic BPF (linux/filter.h, linux/seccomp.h): load a word, jump if equal or not below, return.
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, DENY = 0x7FFF0000, 0x00050000 | 1
X32 = 0x40000000
# By machine: what the kernel calls it, and the numbers of the calls that reading memory and writing an answer need:
# read, write, close, fstat, lseek, pread64, readv, writev; mmap, mprotect, munmap, brk, mremap, madvise; rt_sigaction, rt_sigprocmask,
# rt_sigreturn, sigaltstack; futex, set_robust_list, rseq, membarrier, sched_yield, sched_getaffinity; clocks, sleeps, getrandom, getpid,
# gettid, getrusage, times, uname, sysinfo, restart_syscall, exit, exit_group.
CALLS = {
    "x86_64": (0xC000003E, (
        0, 1, 3, 5, 8, 17, 19, 20, 9, 10, 11, 12, 25, 28, 13, 14, 15, 131, 202, 273, 334, 324, 24, 204, 228, 96, 35, 230, 318, 39, 186, 98, 100,
        63, 99, 219, 60, 231,
    )),
    "aarch64": (0xC00000B7, (
        63, 64, 57, 80, 62, 67, 65, 66, 222, 226, 215, 214, 216, 233, 134, 135, 139, 132, 98, 99, 293, 283, 124, 123, 113, 169, 101, 115, 278, 172,
        178, 165, 153, 160, 179, 128, 93, 94,
    )),
}  # fmt: skip
Job = Callable[[bytes, dict[str, Any]], tuple[dict[str, Any], list[bytes]]]


class Step(ctypes.Structure):
    """One instruction of the filter (struct sock_filter)."""

    _fields_ = [("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("k", ctypes.c_uint)]


class Program(ctypes.Structure):
    """The filter (struct sock_fprog)."""

    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.POINTER(Step))]


def control(option: int, *values: Any) -> bool:
    """Ask the kernel about this process (prctl). Returns: whether it agreed."""
    said = [ctypes.c_ulong(one) if isinstance(one, int) else one for one in (*values, 0, 0, 0, 0)[:4]]
    return bool(ctypes.CDLL(None, use_errno=True).prctl(option, *said) == 0)


def filter_calls() -> bool:
    """Let the kernel refuse every call that is not in ``CALLS``, with EPERM. Returns: whether it holds from now on."""
    if platform.machine() not in CALLS or sys.maxsize < 1 << 32:
        return False
    machine, calls = CALLS[platform.machine()]
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, machine), (RETURN, 0, 0, DENY), (LOAD, 0, 0, 0), (AT_LEAST, 0, 1, X32), (RETURN, 0, 0, DENY)]
    for call in calls:
        steps += [(EQUAL, 0, 1, call), (RETURN, 0, 0, ALLOW)]
    steps.append((RETURN, 0, 0, DENY))
    program = Program(len(steps), (Step * len(steps))(*(Step(*one) for one in steps)))
    return control(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program))


def give_up(limits: dict[str, Any]) -> dict[str, Any]:
    """Drop every right that this process can drop. ``limits``: cpu_s, memory_bytes, output_bytes. Returns: what holds from now on.

    Raises: OSError when the user could not be dropped; then nothing is read.
    """
    os.chdir("/")
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(DROPPED, DROPPED, DROPPED)
        os.setresuid(DROPPED, DROPPED, DROPPED)
    control(PR_SET_PDEATHSIG, SIGKILL)  # after the user: a change of user forgets it
    control(PR_SET_DUMPABLE, 0)
    for what, most in (
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_FSIZE, limits["output_bytes"]), (resource.RLIMIT_CPU, limits["cpu_s"]), (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_NOFILE, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    return {"user": os.geteuid(), "groups": os.getgroups(), "alone": control(PR_SET_NO_NEW_PRIVS, 1), "filtered": filter_calls()}


def read_all() -> bytes:
    """Everything on descriptor 0."""
    parts = []
    while part := os.read(0, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def write_all(data: bytes) -> None:
    """All of it to descriptor 1."""
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def answer(head: dict[str, Any], parts: list[bytes]) -> None:
    """Four bytes of length, the head as JSON with the sizes of the parts, the parts."""
    text = json.dumps({**head, "sizes": [len(part) for part in parts]}).encode()
    write_all(len(text).to_bytes(4, "big") + text)
    for part in parts:
        write_all(part)


def main(module: str, function: str, said: str) -> None:
    """Import the job, give up everything, do the job. ``said``: the limits as JSON.

    A job's own "no" is the head ``{"refused": code, ...}``. Memory that ran out is one of them; any other fault is ``unreadable``.
    """
    limits = json.loads(said)
    job: Job = getattr(import_module(module), function)
    held = give_up(limits)
    if limits["filter"] and not held["filtered"]:
        answer({"refused": "unconfined"}, [])
        return
    try:
        head, parts = job(read_all(), limits)
    except MemoryError:
        gc.collect()
        head, parts = {"refused": "memory"}, []
    except Exception as fault:  # noqa: BLE001 - a library that stumbles over a file has said what there is to say
        head, parts = {"refused": "unreadable", "why": type(fault).__name__}, []
    try:
        answer({**held, **head}, parts)
    except (MemoryError, OSError):
        os._exit(ANSWER_TOO_LONG)
