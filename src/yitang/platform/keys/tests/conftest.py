"""The two stores of keys: every test of a key runs over both, so that they keep one contract."""

from pathlib import Path
from typing import Any

import pytest

from yitang.platform.keys import operations, store


@pytest.fixture(params=["files", "credential"])
def keys(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Path:
    """The contract of the store: every test of it runs over plain files, and over files closed with a master key that systemd hands over."""
    settings.YITANG_KEYS = tmp_path / "keys"
    settings.YITANG_CREDENTIALS = ""
    if request.param == "credential":
        hand_over(settings, tmp_path / "credentials")
    return tmp_path / "keys"


def hand_over(settings: Any, credentials: Path, master: bytes = b"m" * 32) -> None:
    """What systemd does: a file that only the service can read, named in its environment."""
    credentials.mkdir(exist_ok=True)
    file = credentials / "yitang-master"
    file.unlink(missing_ok=True)
    file.write_bytes(master)
    file.chmod(0o400)
    settings.YITANG_CREDENTIALS = str(credentials)
    forget()


def forget() -> None:
    """What this process has read of keys."""
    for kept in (store._read, store._master, store._numbers, operations._cipher, operations._signer):
        kept.cache_clear()
