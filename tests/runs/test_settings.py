"""Settings of an installation as its environment makes them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHOW = (
    "import json; from yitang.config import settings as s; print(json.dumps({n: getattr(s, n, None) for n in ('CSRF_TRUSTED_ORIGINS', 'CSRF_COOKIE_SECURE')}))"
)


def settings_of(var: Path, **said: str) -> Any:
    """The settings that a process with this environment has."""
    environment = {**os.environ, "YITANG_VAR": str(var), "PYTHONPATH": str(ROOT / "src"), **said}
    return json.loads(subprocess.run([sys.executable, "-c", SHOW], env=environment, text=True, capture_output=True, check=True).stdout)


def test_forms_are_taken_from_the_address_that_the_browser_sees(tmp_path: Path) -> None:
    """A proxy ends TLS, so the pages see http: without this every form of an office on https is turned away."""
    https = settings_of(tmp_path, YITANG_ORIGIN="https://office.example")
    assert https == {"CSRF_TRUSTED_ORIGINS": ["https://office.example"], "CSRF_COOKIE_SECURE": True}
    assert settings_of(tmp_path, YITANG_ORIGIN="http://localhost:8100")["CSRF_COOKIE_SECURE"] is False
