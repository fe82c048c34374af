"""What several of these tests need."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from yitang.config.cli import commands
from yitang.platform.keys.public import new_pair


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, str]:
    """A holder of backups as the format sees him: the file of a private half, and its public half."""
    private, public = new_pair()
    (tmp_path / "private").write_text(f"# public half: {public}\n{private}\n")
    return tmp_path / "private", public


@pytest.fixture
def holders(tmp_path: Path) -> tuple[list[Path], str]:
    """Three holders of one private half as the command makes them: their papers, and the public half."""
    done = CliRunner().invoke(commands.main, ["backup-key", str(tmp_path / "holders")])
    assert done.exit_code == 0
    return sorted((tmp_path / "holders").iterdir()), done.output.splitlines()[-1]
