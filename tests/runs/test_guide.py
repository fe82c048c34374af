"""The installation guide names commands, files and settings that there are; that an office comes of it is shown by ``tests/runs/guide.py``."""

import re
import shlex
from pathlib import Path

import click

from tests.runs.guide import ADDRESS, BLOCK
from tests.runs.test_units import ROOT
from yitang.config.cli import main

GUIDES = [ROOT / "docs" / "how-to" / "install-one-hall.md"]
OURS = ("office ", "./yitang ")


def lines(guide: Path) -> list[str]:
    """Every command of a guide."""
    return [line for block in BLOCK.findall(guide.read_text(encoding="utf-8")) for line in block.splitlines()]


def test_every_command_of_ours_exists_with_its_options() -> None:
    seen = set()
    for guide in GUIDES:
        for line in lines(guide):
            if not line.startswith(OURS):
                continue
            words = shlex.split(line.removesuffix(" || true"))[1:]
            command: click.Command = main
            while isinstance(command, click.Group):
                command = command.commands[words.pop(0)]
            flags = {flag for one in command.params for flag in one.opts}
            assert {word for word in words if word.startswith("--")} <= flags, line
            required = {one.opts[0] for one in command.params if isinstance(one, click.Option) and one.required}
            assert required <= set(words), line
            seen.add(str(command.name))
    assert {"prepare", "first", "authority", "issue", "give-sealer", "verify-audit", "check"} <= seen


def test_every_file_that_is_copied_lies_in_the_project_and_every_setting_is_read() -> None:
    for guide in GUIDES:
        said = "\n".join(lines(guide))
        assert ADDRESS in said
        for place in re.findall(r"/opt/yitang/(deploy/[\w./*-]+)", said):
            assert list(ROOT.glob(place)), place
    settings = (ROOT / "src" / "yitang" / "config" / "settings.py").read_text(encoding="utf-8") + "YITANG_BACKUP_KEY"
    for name in re.findall(r"^#? ?(YITANG_\w+)=", (ROOT / "deploy" / "yitang.env").read_text(encoding="utf-8"), re.MULTILINE):
        assert name in settings, name


def test_what_the_units_and_the_guide_make_is_the_same() -> None:
    guide = "\n".join(lines(GUIDES[0]))
    units = "".join(unit.read_text(encoding="utf-8") for unit in (ROOT / "deploy" / "systemd").glob("*.service"))
    for folder in ("/etc/yitang/secrets", "/etc/yitang/keys", "/etc/yitang/tls", "/etc/yitang/sealer-keys", "/var/lib/yitang", "/var/lib/yitang-witness"):
        assert folder in units
        assert folder in guide
    for secret in set(re.findall(r"/etc/yitang/secrets/([\w-]+)", units)):
        assert f"/etc/yitang/secrets/{secret}" in guide
    for user in set(re.findall(r"^User=(\S+)", units, re.MULTILINE)):
        assert re.search(rf"useradd .* {user}$", guide, re.MULTILINE), user
