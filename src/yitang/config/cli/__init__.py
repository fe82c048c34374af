"""The command line ``yitang``."""

from yitang.config.cli import keys, log, recovery, sbom, serve, tls
from yitang.config.cli.commands import main

__all__ = ["keys", "log", "main", "recovery", "sbom", "serve", "tls"]
