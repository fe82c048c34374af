"""Secrets of an installation: a credential of the service manager, else the environment (ASVS 13.3.1).

A credential is a file that this service alone can read and that no child process inherits; a variable can be read in ``/proc`` by whoever has the same user.
"""

import os
from pathlib import Path


def secret(name: str) -> str:
    """What ``YITANG_APP_URL`` and its like say: from the credential ``yitang-app-url`` (systemd, ``LoadCredential=``), else from the environment."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder:
        file = Path(folder) / name.lower().replace("_", "-")
        if file.is_file():
            return file.read_text(encoding="utf-8").strip()
    return os.environ.get(name) or ""
