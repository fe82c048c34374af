"""What several of these tests need."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from yitang.config.cli import commands


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, str]:
    """A holder of backups: the file of his private half, and his public half."""
    done = CliRunner().invoke(commands.main, ["backup-key", str(tmp_path / "private")])
    assert done.exit_code == 0
    return tmp_path / "private", done.output.splitlines()[-1]
