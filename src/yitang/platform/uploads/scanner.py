"""The scanner's port (ASVS 5.4.3): the office's virus scanner sees a file before it is kept. Off by default; nothing else leans on it.

An adapter answers what it found, or nothing, and raises ``ScannerSilent`` when it cannot say. ``clamd`` speaks clamd's INSTREAM over a
local socket (clamd(8)): ``zINSTREAM`` and NUL, pieces of four bytes of length and bytes, a length of 0, and one answer that ends with NUL.
"""

import socket
from typing import Protocol

from yitang.platform.policy.public import value
from yitang.platform.uploads.errors import ScannerSilent

PIECE, MOST_ANSWER = 1 << 16, 1024


class Scanner(Protocol):
    """Looks at a file."""

    def scan(self, content: bytes) -> str:
        """The name of what was found, or nothing.

        Raises: ScannerSilent when it does not answer, or with anything but yes or no.
        """


class Clamd:
    """clamd behind a local socket; ``seconds`` for each answer."""

    def __init__(self, path: str, seconds: float) -> None:
        self.path, self.seconds = path, seconds

    def scan(self, content: bytes) -> str:
        """Send it and read the answer.

        Raises: ScannerSilent.
        """
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(self.seconds)
                line.connect(self.path)
                return verdict(self._ask(line, content))
        except OSError as fault:
            raise ScannerSilent from fault

    @staticmethod
    def _ask(line: socket.socket, content: bytes) -> bytes:
        line.sendall(b"zINSTREAM\0")
        for begin in range(0, len(content), PIECE):
            piece = content[begin : begin + PIECE]
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
        said = b""
        while len(said) < MOST_ANSWER and b"\0" not in said:
            more = line.recv(MOST_ANSWER)
            if not more:
                break
            said += more
        return said


class RecordedScanner:
    """Answers as a scanner once did, its bad days above all; for tests and training without one. ``answers``: bytes, or nothing for silence."""

    def __init__(self, *answers: bytes | None) -> None:
        self.answers = list(answers)

    def scan(self, content: bytes) -> str:  # noqa: ARG002 - what was recorded does not depend on the file
        """The next recorded answer.

        Raises: ScannerSilent.
        """
        said = self.answers.pop(0) if self.answers else None
        if said is None:
            raise ScannerSilent
        return verdict(said)


def verdict(said: bytes) -> str:
    """What an answer of clamd means: ``stream: OK``, or ``stream: NAME FOUND``; whole, up to its NUL.

    Raises: ScannerSilent for half an answer and for an error (a stream above clamd's own limit is one).
    """
    text, end, _ = said.partition(b"\0")
    words = text.decode("utf-8", "replace").strip()
    if not end or not words.startswith("stream: "):
        raise ScannerSilent
    if words == "stream: OK":
        return ""
    if words.endswith(" FOUND"):
        return words[len("stream: ") : -len(" FOUND")][:80]
    raise ScannerSilent


def scanner() -> Scanner | None:
    """The office's scanner, or none when it is off.

    Raises: ScannerSilent for one that this program does not know: a wrong name must not switch it off.
    """
    name = value("uploads.scanner")
    if not name:
        return None
    if name != "clamd":
        raise ScannerSilent
    return Clamd(value("uploads.scanner_socket"), value("uploads.scanner_s"))
