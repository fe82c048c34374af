"""The command line ``yitang``."""

from yitang.config.cli import keys
from yitang.config.cli.commands import main

__all__ = ["keys", "main"]
