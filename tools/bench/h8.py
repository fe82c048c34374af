"""H8: kill -9 of any process under load; the trial of ``make prove`` with fewer kills (``tests/proofs/kills.py``), its figures as a bench.

Its office is one of its own, started by ``yitang run``, since the supervisor that starts a killed process again is what is measured.
Without its guard commits do not wait for the disk: the journal of the clients then finds what was answered and is gone.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.bench import office
from tools.bench.verdict import Measured, Must, could_not

KILLS, CARELESS = 40, 12


def measure(sabotage: bool) -> Measured:
    """Run it in a process of its own, with an environment that knows nothing of the bench's office."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("YITANG_", "PG", "DATABASE_URL"))}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures"
        count = CARELESS if sabotage else KILLS
        command = [sys.executable, "-m", "tests.proofs.kills", "--count", str(count), "--seed", "8", "--json", str(file), *(["--careless"] if sabotage else [])]
        done = subprocess.run(command, cwd=office.ROOT, env={**kept, "PYTHONPATH": "src:."}, text=True, capture_output=True, check=False)
        if not file.exists():
            return could_not("H8", (done.stdout + done.stderr)[-300:])
        found = json.loads(file.read_text(encoding="utf-8"))
    musts = (
        Must("lost", found["lost"], "=", 0),
        Must("doubled", found["doubled"], "=", 0),
        Must("done and never answered", found["unasked"], "=", 0),
        Must("back after", found["back_s"], "≤", 5, "s"),
        Must("faults", found["faults"] + found["log"], "=", 0),
        Must("kills", found["kills"], "≥", 0.9 * count),
    )
    return Measured(
        "H8", found["back_s"], "s back", musts, details=(f"{found['kills']} kills, {found['answered']} numbers answered", *done.stdout.splitlines())
    )
