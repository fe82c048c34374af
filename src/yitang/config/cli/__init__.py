"""The command line ``yitang``."""

from yitang.config.cli.commands import main

__all__ = ["main"]
