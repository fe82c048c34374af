"""One contract for every scanner: yes by name, no by nothing, and silence or nonsense is never a yes or a no."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from yitang.platform.policy.public import forget, load_defaults
from yitang.platform.uploads import scanner as port
from yitang.platform.uploads.errors import ScannerSilent
from yitang.platform.uploads.scanner import Clamd, RecordedScanner, Scanner

# The harmless file that every scanner knows (EICAR), in pieces, so that none stumbles over this source.
EICAR = "".join(("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD", "-ANTIVIRUS-TEST-", "FILE!$H+H*")).encode()
FOUND = b"stream: Synthetic.Test FOUND\0"


class Daemon:
    """A clamd of the test's own: it reads INSTREAM as the protocol says, and answers by what it read, or as it is told."""

    def __init__(self, path: str, answer: bytes | None = None, hold: bool = False) -> None:
        self.read, self.answer, self.hold = b"", answer, hold
        self.closing = threading.Event()
        self.line = socket.socket(socket.AF_UNIX)
        self.line.bind(path)
        self.line.listen(5)
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()

    def _exactly(self, peer: socket.socket, n: int) -> bytes:
        said = b""
        while len(said) < n:
            more = peer.recv(n - len(said))
            if not more:
                raise ConnectionError
            said += more
        return said

    def _serve(self) -> None:
        try:
            peer, _ = self.line.accept()
        except OSError:
            return
        with peer:
            assert self._exactly(peer, 10) == b"zINSTREAM\0"
            while length := int.from_bytes(self._exactly(peer, 4), "big"):
                self.read += self._exactly(peer, length)
            if self.hold:
                self.closing.wait(20)
                return
            peer.sendall(self.answer if self.answer is not None else FOUND if EICAR in self.read else b"stream: OK\0")

    def close(self) -> None:
        self.closing.set()
        if self.thread.is_alive():
            self.line.shutdown(socket.SHUT_RDWR)
        self.line.close()
        self.thread.join(20)


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Callable[..., tuple[Daemon, Clamd]]]:
    made: list[Daemon] = []

    def make(seconds: float = 10.0, **how: Any) -> tuple[Daemon, Clamd]:
        path = str(tmp_path / f"clamd{len(made)}")
        made.append(Daemon(path, **how))
        return made[-1], Clamd(path, seconds)

    yield make
    for one in made:
        one.close()


@contextmanager
def scanners(daemon: Any, answer: bytes | None) -> Iterator[list[Scanner]]:
    """Both, with the same answer; none stands for a scanner that hangs up."""
    yield [daemon(answer=answer if answer is not None else b"")[1], RecordedScanner(answer)]


@pytest.mark.parametrize(("answer", "name"), [(b"stream: OK\0", ""), (FOUND, "Synthetic.Test"), (b"stream: A B FOUND\0", "A B")])
def test_every_scanner_says_yes_and_no(daemon: Any, answer: bytes, name: str) -> None:
    with scanners(daemon, answer) as all_of_them:
        assert [one.scan(b"x") for one in all_of_them] == [name, name]


@pytest.mark.parametrize(
    "answer", [None, b"", b"stream: O", b"stream: OK", b"stream: Synthetic.Test FOUND", b"INSTREAM size limit exceeded. ERROR\0", b"OK\0", b"\xff\xfe\0",
               b"stream: x ERROR\0"]
)  # fmt: skip
def test_no_scanner_takes_silence_or_half_an_answer_for_a_no(daemon: Any, answer: bytes | None) -> None:
    with scanners(daemon, answer) as all_of_them:
        for one in all_of_them:
            with pytest.raises(ScannerSilent):
                one.scan(b"x")


def test_clamd_reads_every_byte_and_finds_what_it_knows(daemon: Any) -> None:
    content = bytes(200_000) + EICAR
    served, clamd = daemon()
    assert clamd.scan(content) == "Synthetic.Test"
    served.thread.join(20)
    assert served.read == content


def test_a_scanner_that_is_not_there_or_does_not_answer_in_time_is_silent(daemon: Any, tmp_path: Path) -> None:
    with pytest.raises(ScannerSilent):
        Clamd(str(tmp_path / "nothing"), 1).scan(b"x")
    with pytest.raises(ScannerSilent):
        daemon(seconds=0.2, hold=True)[1].scan(b"x")


def test_it_is_off_by_default_and_a_wrong_name_does_not_switch_it_off(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    load_defaults()
    forget()
    assert port.scanner() is None
    said = {"uploads.scanner": "clamd", "uploads.scanner_socket": "/run/x", "uploads.scanner_s": 1}
    monkeypatch.setattr(port, "value", said.__getitem__)
    assert isinstance(port.scanner(), Clamd)
    said["uploads.scanner"] = "clmad"
    with pytest.raises(ScannerSilent):
        port.scanner()
