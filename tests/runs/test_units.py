"""The units of an office: every command exists, every process is shut in, the sealer is another user with keys of its own."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from yitang.config import watchdog
from yitang.config.cli import main
from yitang.config.cli.serve import PARTS
from yitang.config.secret import secret

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
SHUT_IN = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes", "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes", "ProtectControlGroups": "yes", "RestrictNamespaces": "yes", "LockPersonality": "yes",
}  # fmt: skip
# What a service manager of its own does, with its own rights.
MANAGER = {"yitang-tls"}


def said(unit: Path) -> dict[str, list[str]]:
    """The settings of a unit by name, each with its values."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, words = line.partition("=")
            found.setdefault(name, []).append(words)
    return found


SERVICES = {unit.stem: said(unit) for unit in sorted(UNITS.glob("*.service"))}


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command of ours that a unit names, without its program."""
    for name, unit in SERVICES.items():
        for words in unit["ExecStart"]:
            program, *rest = words.split()
            if name not in MANAGER:
                assert program == "/opt/yitang/yitang", name
                yield name, rest


def test_every_command_of_a_unit_exists_with_its_options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen = set()
    for name, words in commands():
        command: click.Command = main
        left = [word for word in words if not word.startswith("${")]
        while isinstance(command, click.Group):
            assert left[0] in command.commands, name
            command = command.commands[left.pop(0)]
        flags = {flag for one in command.params for flag in one.opts}
        assert {word for word in left if word.startswith("--")} <= flags, name
        if command.name == "serve":
            seen.add(left[0])
    assert seen == set(PARTS)


def test_every_process_is_shut_in_and_has_no_secret_in_its_environment() -> None:
    for name, unit in SERVICES.items():
        if name in MANAGER:
            continue
        assert {key: unit.get(key) for key in SHUT_IN} == {key: [value] for key, value in SHUT_IN.items()}, name
        assert unit["SystemCallFilter"][0].startswith("@system-service"), name
        assert not any(word in line for line in unit.get("Environment", []) for word in ("URL", "SECRET", "PASSWORD")), name
        capable = unit["CapabilityBoundingSet"]
        assert capable in ([""], ["CAP_NET_BIND_SERVICE"]) or name == "yitang-tls-renew", name
        if "Restart" in unit:
            assert (unit["StartLimitBurst"], unit["RestartSec"]) == (["10"], ["2"]), name
    environment = (ROOT / "deploy" / "yitang.env").read_text(encoding="utf-8")
    assert not any(word in environment for word in ("APP_URL", "OWNER_URL", "SECRET_KEY"))


def test_the_sealer_is_another_user_and_nobody_else_reaches_its_keys() -> None:
    users = {name: unit["User"][0] for name, unit in SERVICES.items() if "User" in unit}
    assert users["yitang-sealer"] == "yitang-sealer"
    assert {user for name, user in users.items() if name != "yitang-sealer"} == {"yitang"}
    sealer = SERVICES["yitang-sealer"]
    assert sealer["Environment"] == ["YITANG_KEYS=/etc/yitang/sealer-keys YITANG_VAR=/var/lib/yitang-witness"]
    assert {"/etc/yitang/keys", "/etc/yitang/tls", "/var/lib/yitang"} <= set(sealer["InaccessiblePaths"])
    assert (sealer["IPAddressDeny"], sealer["WatchdogSec"], sealer["Type"]) == (["any"], ["30"], ["notify"])
    for name in ("web", "push", "worker", "prepare", "backup", "redirect"):
        hidden = SERVICES[f"yitang-{name}"]["InaccessiblePaths"]
        assert {"-/etc/yitang/sealer-keys", "-/etc/yitang/authority"} <= set(hidden), name
    owners = {name for name, unit in SERVICES.items() if any("owner-url" in line for line in unit.get("LoadCredential", []))}
    assert owners == {"yitang-prepare", "yitang-backup"}, "no process that serves people has the owner of the tables"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    for unit in UNITS.iterdir():
        (tmp_path / unit.name).write_text(unit.read_text(encoding="utf-8").replace("/opt/yitang/yitang", "/bin/true"), encoding="utf-8")
    units = sorted(str(unit) for unit in tmp_path.iterdir() if unit.suffix != ".conf")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], text=True, capture_output=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "yitang" in line]
    assert (done.returncode, ours) == (0, [])
    for name in ("web", "push", "worker", "sealer", "prepare"):
        weighed = subprocess.run(
            ["systemd-analyze", "security", "--offline=yes", "--threshold=25", str(tmp_path / f"yitang-{name}.service")],
            text=True,
            capture_output=True,
            check=False,
        )
        assert weighed.returncode == 0, weighed.stdout[-300:]


def test_a_process_says_that_it_is_ready_and_lives_and_minds_no_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = f"/tmp/yitang-notify-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(place)
        try:
            monkeypatch.setenv("NOTIFY_SOCKET", place)
            watchdog.ready()
            watchdog.alive()
            assert [listener.recv(100), listener.recv(100)] == [b"READY=1", b"WATCHDOG=1"]
        finally:
            Path(place).unlink()
    watchdog.alive()
    monkeypatch.setenv("NOTIFY_SOCKET", f"@yitang-{os.getpid()}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"\0yitang-{os.getpid()}")
        watchdog.alive()
        assert listener.recv(100) == b"WATCHDOG=1"
    monkeypatch.delenv("NOTIFY_SOCKET")
    watchdog.alive()


def test_a_credential_stands_above_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YITANG_APP_URL", "postgresql:///from-the-environment")
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    assert secret("YITANG_APP_URL") == "postgresql:///from-the-environment"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert secret("YITANG_APP_URL") == "postgresql:///from-the-environment"
    (tmp_path / "yitang-app-url").write_text("postgresql:///from-systemd\n")
    assert secret("YITANG_APP_URL") == "postgresql:///from-systemd"
    assert secret("YITANG_OWNER_URL") == os.environ.get("YITANG_OWNER_URL", "")
