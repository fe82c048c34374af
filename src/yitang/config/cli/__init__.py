"""The command line ``yitang``."""

from yitang.config.cli import keys, recovery
from yitang.config.cli.commands import main

__all__ = ["keys", "main", "recovery"]
