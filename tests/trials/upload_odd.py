"""What the corpus of uploads is made of: a file, how it is made, and what may become of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

TAKEN, UNREADABLE, TYPE = "taken", "upload_unreadable", "upload_type_refused"
PIXELS, COMPLEX, HARD, LARGE = "upload_too_many_pixels", "upload_too_complex", "upload_too_hard", "upload_too_large"
ACTS, FILES, FORM, LOCKED, MOVES, PAGES = "upload_acts", "upload_holds_files", "upload_is_form", "upload_locked", "upload_moves", "upload_too_many_pages"
SCRIPT = b"<script>alert(document.cookie)</script>"
EICAR = "".join(("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD", "-ANTIVIRUS-TEST-", "FILE!$H+H*")).encode()
SIGNATURE = b"\x89PNG\r\n\x1a\n"
PLACES = 30
Make = Callable[[], bytes]


@dataclass(frozen=True)
class Odd:
    """One file: how it is made, and what may become of it."""

    name: str
    make: Make
    becomes: tuple[str, ...]


def one(name: str, make: Make | bytes, *becomes: str) -> Odd:
    return Odd(name, make if callable(make) else partial(bytes, make), becomes)
