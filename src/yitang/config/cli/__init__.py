"""The command line ``yitang``."""

from yitang.config.cli import log
from yitang.config.cli.commands import main

__all__ = ["log", "main"]
