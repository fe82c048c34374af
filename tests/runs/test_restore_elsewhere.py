"""A6 and X15: all is gone, and back on an empty machine with a server of its own; run by ``make prove``, since each start takes seconds."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from yitang.config.recovery.saving import save
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import FolderWitness, act, seal_once
from yitang.platform.database import launcher
from yitang.platform.database.public import row
from yitang.platform.files import public as files
from yitang.platform.identity.recovery import renew
from yitang.processes.queue.public import issue_ticket
from yitang.processes.queue.tests.test_queue import RENEW, kiosk

ROOT = Path(__file__).resolve().parents[2]


def two(papers: list[Path]) -> tuple[str, ...]:
    """The pieces of two holders."""
    return ("--share", str(papers[0]), "--share", str(papers[2]))


def words_of_two(city: dict[str, Any]) -> str:
    """What two people of the office type when the data are back: login, password, and a recovery code, which unlike a one-time code has no hour."""
    said = []
    for login in ("admin", "chief"):
        found = row("SELECT id FROM identity_account WHERE login = %s", [login])
        assert found
        with act(Viewer.system(), "test.codes") as this:
            code = renew(this, found["id"])[0]
        said += [login, city["accounts"][login]["password"], code]
    return "\n".join(said) + "\n"


Elsewhere = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    """Another machine: commands over an empty folder with a server of its own."""
    var = tmp_path / "elsewhere"
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("YITANG_", "DJANGO_", "PG", "DATABASE_URL"))}
    environment = {**kept, "YITANG_VAR": str(var), "PYTHONPATH": str(ROOT / "src")}

    def run(*said: str, program: str = "", stop_at: str = "", typed: str = "") -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, *(["-c", program] if program else ["-m", "yitang", *said])]
        if stop_at:
            with subprocess.Popen(command, env={**environment, "PYTHONUNBUFFERED": "1"}, cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
                assert process.stdout
                assert any(stop_at in line for line in process.stdout)
                process.kill()
            return subprocess.CompletedProcess(command, process.returncode, "", "")
        return subprocess.run(command, env=environment, cwd=ROOT, text=True, capture_output=True, check=False, timeout=100, input=typed, start_new_session=True)

    yield run
    launcher.stop(var)
    for home in launcher.folders(var):
        shutil.rmtree(home, ignore_errors=True)


GIVE_A_NUMBER = """
import json, os
from yitang.config.cli import commands
commands.connect()
from uuid import UUID
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import FolderWitness, seal_once
from yitang.processes.queue.public import issue_ticket
from yitang.registers.people.public import id_of_number
hall, office = UUID({hall!r}), UUID({office!r})
kiosk = Viewer(post="kiosk", device_id=UUID(int=7), device_kind="kiosk", hall_id=hall, office_id=office)
issued = issue_ticket(kiosk, hall, ("DRV-RENEW",), "kiosk")
seal_once(FolderWitness())
print(json.dumps([issued.label, str(id_of_number({number!r}))]))
"""


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (A6): ten seconds")
def test_all_is_gone_and_back_on_an_empty_machine_and_a_number_is_given(
    city: dict[str, Any], holders: tuple[list[Path], str], tmp_path: Path, elsewhere: Elsewhere
) -> None:
    typed = words_of_two(city)
    labels = [issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk").label for _ in range(2)]
    seal_once(FolderWitness())
    papers, public = holders

    def meanwhile(_: str) -> None:
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")

    done = save(tmp_path / "backups", public, meanwhile)
    keys = tmp_path / "copy of keys"
    shutil.copytree(settings.YITANG_KEYS, keys)
    command = ["restore", str(done.path), *two(papers), "--keys", str(keys)]

    back = elsewhere(*command, typed=typed)
    assert back.returncode == 0, back.stdout + back.stderr
    assert "没有改动 / nothing was changed" in back.stdout
    assert back.stdout.splitlines()[-1].endswith("已恢复 / restored")

    number = city["cast"]["renew"].number
    gave = elsewhere(program=GIVE_A_NUMBER.format(hall=str(city["hall"]), office=str(city["office"]), number=number))
    assert gave.returncode == 0, gave.stderr
    label, person = json.loads(gave.stdout.splitlines()[-1])
    assert (labels, label) == ([f"{labels[0][0]}001", f"{labels[0][0]}002"], f"{labels[0][0]}003"), "the number goes on after the last of the snapshot"
    assert person != "None", "people are found: the peppers are the right ones"
    verified = elsewhere("verify-audit")
    assert verified.returncode == 0, verified.stdout


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (A6): half a minute")
def test_killed_in_the_middle_the_restore_goes_on_by_the_same_command_and_refuses_when_it_is_over(
    city: dict[str, Any], holders: tuple[list[Path], str], tmp_path: Path, elsewhere: Elsewhere
) -> None:
    typed = words_of_two(city)
    first = "\n".join(typed.split("\n")[:3]) + "\n"
    for n in range(12):
        files.store(bytes([n]) * 3_000_000)
    seal_once(FolderWitness())
    done = save(tmp_path / "backups", holders[1])
    command = ["restore", str(done.path), *two(holders[0]), "--keys", str(settings.YITANG_KEYS)]
    for stage in ("keys", "database"):
        assert elsewhere(*command, stop_at=stage).returncode == -9
        assert (tmp_path / "elsewhere" / ".restoring").exists()
        started = elsewhere("run", "--once")
        assert (started.returncode, "a restore was cut off here" in started.stderr) == (1, True)
    half = elsewhere(*command, typed=first + first)
    assert (half.returncode, "person 2 of 2" in half.stdout) == (1, True), half.stderr
    assert (tmp_path / "elsewhere" / ".restoring").exists(), "one person alone opens no office"
    back = elsewhere(*command, typed="\n".join(typed.split("\n")[3:]))
    assert (back.returncode, back.stdout.splitlines()[-1].endswith("已恢复 / restored")) == (0, True), back.stderr
    assert not (tmp_path / "elsewhere" / ".restoring").exists()
    assert elsewhere("verify-audit").returncode == 0
    again = elsewhere(*command)
    assert again.returncode == 1
    assert "is not empty; nothing was written" in again.stderr


@pytest.mark.skipif(not os.environ.get("YITANG_PROVE"), reason="a part of make prove (X15): ten seconds")
def test_a_witness_that_remembers_more_than_the_backup_says_so(
    city: dict[str, Any], holders: tuple[list[Path], str], tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """X15: an old backup does not hide what was done since, if the witness was kept elsewhere."""
    typed = words_of_two(city)
    seal_once(FolderWitness())
    done = save(tmp_path / "backups", holders[1])
    for _ in range(3):
        issue_ticket(kiosk(city), city["hall"], RENEW, "kiosk")
    seal_once(FolderWitness())
    kept = tmp_path / "kept elsewhere"
    shutil.copytree(settings.YITANG_WITNESS, kept)
    back = elsewhere("restore", str(done.path), *two(holders[0]), "--keys", str(settings.YITANG_KEYS), "--witness", str(kept), typed=typed)
    assert back.returncode == 1
    first = done.manifest["head"]["size"]
    assert f"row {first} is gone" in back.stdout
    assert "find out why before the office opens" in back.stdout
