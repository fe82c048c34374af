"""The command line ``yitang``."""

from yitang.config.cli import keys, log, recovery, retention
from yitang.config.cli.commands import main

__all__ = ["keys", "log", "main", "recovery", "retention"]
