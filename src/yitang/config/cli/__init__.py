"""The command line ``yitang``."""

from yitang.config.cli import keys, log, marks, recovery, retention, sbom, serve, tls
from yitang.config.cli.commands import main

__all__ = ["keys", "log", "main", "marks", "recovery", "sbom", "serve", "tls", "retention"]
