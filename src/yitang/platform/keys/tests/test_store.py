"""The store of keys: made once, read by nobody else, closed with a master key where systemd hands one over, put away whole."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from yitang.config.rooms import HOUSE
from yitang.platform.keys import operations, store
from yitang.platform.keys.public import (
    CannotUnwrap,
    KeyIsClosed,
    KeyIsOpen,
    KeyIsPlain,
    MasterKeyWrong,
    close_all,
    held,
    ids,
    installation,
    key_check,
    key_of,
    mac,
    rotate,
    take_out,
    unwrap,
    wrap,
)
from yitang.platform.keys.tests.conftest import forget, hand_over

PLACE = "people_document:number_cipher:1"


def test_a_key_that_others_can_read_is_not_used(keys: Path) -> None:
    wrap(b"x", PLACE)
    assert (keys.stat().st_mode & 0o777, (keys / "data.1").stat().st_mode & 0o777) == (0o700, 0o600)
    (keys / "data.1").chmod(0o644)
    store._read.cache_clear()
    operations._cipher.cache_clear()
    with pytest.raises(KeyIsOpen):
        wrap(b"x", PLACE)


def test_many_processes_that_start_at_once_make_one_key(keys: Path, settings: Any) -> None:
    program = (
        f"from django.conf import settings; settings.configure(YITANG_KEYS={str(keys)!r}, YITANG_CREDENTIALS={settings.YITANG_CREDENTIALS!r})\n"
        "from yitang.platform.keys.public import blind_index, installation\n"
        "print(installation(), blind_index('id', 'x').hex())"
    )
    env = {**os.environ, "PYTHONPATH": str(HOUSE.parent)}
    started = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=env) for _ in range(4)]
    assert len({process.communicate()[0] for process in started}) == 1
    assert [process.returncode for process in started] == [0] * 4


def test_the_bytes_of_a_key_lie_in_no_file_once_a_master_key_closes_them(tmp_path: Path, settings: Any) -> None:
    settings.YITANG_KEYS = tmp_path / "keys"
    hand_over(settings, tmp_path / "credentials")
    value = wrap(b"x", PLACE)
    assert store.is_closed((tmp_path / "keys" / "data.1").read_bytes())
    assert store.by_id("data.1") not in (tmp_path / "keys" / "data.1").read_bytes()
    assert unwrap(value, PLACE) == b"x"
    hand_over(settings, tmp_path / "credentials", b"n" * 32)
    with pytest.raises(MasterKeyWrong):
        wrap(b"x", PLACE)
    hand_over(settings, tmp_path / "credentials", b"short")
    with pytest.raises(MasterKeyWrong):
        wrap(b"x", PLACE)
    settings.YITANG_CREDENTIALS = ""
    forget()
    for use in (lambda: wrap(b"x", PLACE), lambda: rotate("data"), lambda: mac("audit", b"m")):
        with pytest.raises(KeyIsClosed):
            use()
    assert ids("data") == ("data.1",)


def test_a_closed_key_under_another_name_does_not_open(tmp_path: Path, settings: Any) -> None:
    settings.YITANG_KEYS = tmp_path / "keys"
    hand_over(settings, tmp_path / "credentials")
    wrap(b"x", PLACE)
    (tmp_path / "keys" / "data.1").rename(tmp_path / "keys" / "mac-audit.1")
    with pytest.raises(MasterKeyWrong):
        mac("audit", b"m")


def test_plain_keys_are_closed_by_one_command_and_refused_until_then(tmp_path: Path, settings: Any) -> None:
    settings.YITANG_KEYS = tmp_path / "keys"
    settings.YITANG_CREDENTIALS = ""
    value, name, age = wrap(b"x", PLACE), installation(), (tmp_path / "keys" / "data.1").stat().st_mtime
    with pytest.raises(MasterKeyWrong):
        close_all()
    hand_over(settings, tmp_path / "credentials")
    with pytest.raises(KeyIsPlain):
        wrap(b"x", PLACE)
    assert (close_all(), close_all()) == (1, 0)
    assert (unwrap(value, PLACE), installation(), store.made_at("data.1")) == (b"x", name, age)


@pytest.mark.parametrize("guard", [False, True])
def test_two_changes_of_the_folder_within_one_tick_of_its_time_are_both_seen(keys: Path, monkeypatch: pytest.MonkeyPatch, guard: bool) -> None:
    """A file system may give two changes the same time: what was read between them must not stand for what came after."""
    monkeypatch.setattr(store, "STEADY_NS", 10**18 if guard else -(10**18))
    forget()
    wrap(b"x", PLACE)
    tick = keys.stat().st_mtime_ns
    assert ids("data") == ("data.1",)
    rotate("data")
    os.utime(keys, ns=(tick, tick))
    assert key_of(wrap(b"x", PLACE)) == ("data.2" if guard else "data.1")


def test_a_key_is_put_away_whole_and_opens_again_when_it_is_put_back(keys: Path, tmp_path: Path) -> None:
    value, away = wrap(b"x", PLACE), tmp_path / "away"
    rotate("data")
    take_out("data.1", away)
    assert ids("data") == ("data.2",)
    assert (away / "data.1").stat().st_mode & 0o777 == 0o600
    operations._cipher.cache_clear()
    with pytest.raises(CannotUnwrap):
        unwrap(value, PLACE)
    (away / "data.1").rename(keys / "data.1")
    assert unwrap(value, PLACE) == b"x"
    (away / "data.1").write_bytes(b"another key of this name........")
    with pytest.raises(FileExistsError):
        take_out("data.1", away)
    assert unwrap(value, PLACE) == b"x"


def test_the_list_of_keys_tells_names_and_ages_and_no_bytes(keys: Path) -> None:
    wrap(b"x", PLACE)
    rotate("data")
    found = held()
    assert [(one.id, one.current) for one in found] == [("data.1", False), ("data.2", True)]
    assert {one.closed for one in found} == {bool(settings_now())}
    assert not any(store.by_id(one.id).hex() in repr(found) or store.by_id(one.id) in repr(found).encode() for one in found)


def settings_now() -> str:
    """The folder of credentials that the test runs with."""
    from django.conf import settings

    return str(settings.YITANG_CREDENTIALS)


def test_a_right_key_is_told_from_another_of_the_same_name(keys: Path) -> None:
    wrap(b"x", PLACE)
    rotate("data")
    assert len(key_check("data.1")) == 16
    assert key_check("data.1") != key_check("data.2")
    assert key_check("data.1") == key_check("data.1")
