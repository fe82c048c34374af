"""``make prove``: everything that is too slow for each day, with a report in ``docs/reference/proof.md``.

Each part is a command that anybody can run alone; the report names it, what it printed last, and whether it was good.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "reference" / "proof.md"
SUITE = "python -m pytest -q -n 3 --dist loadgroup"


@dataclass(frozen=True, slots=True)
class Part:
    """One proof: its name, what it shows, its command, and what it needs beside the usual environment."""

    name: str
    shows: str
    command: str
    environment: tuple[tuple[str, str], ...] = ()


PARTS = (
    Part(
        "A1",
        "every operation leaves its row in the log or nothing, cut off before each statement and commit",
        "python -m pytest -q tests/proofs/test_crash.py",
        (("YITANG_PROVE", "1"),),
    ),
    Part("A3", "every route as everybody in every state, against a table", "python -m pytest -q tests/proofs/test_rights.py"),
    Part("A4", "every write ten times and ten at once with one key", "python -m pytest -q tests/proofs/test_idempotency.py", (("YITANG_PROVE", "1"),)),
    Part("H8", "200 kills of web, push, sealer, worker and database under load", "python -m tests.proofs.kills --count 200"),
    Part("run", "what stands in the way of a start, and what Ctrl-C stops", "python -m pytest -q tests/runs/supervisor.py"),
    Part("order", "the whole suite, in another order than the last time", SUITE, (("YITANG_TEST_BUDGET", "900"),)),
)


def servers() -> list[Path]:
    """Folders of other PostgreSQL servers of this machine, as Debian lays them out."""
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def prove(part: Part) -> tuple[bool, float, list[str]]:
    """Run a part. Returns: whether it was good, seconds, its last lines."""
    begin = time.monotonic()
    command = [sys.executable, *part.command.split()[1:]]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **dict(part.environment)}, text=True, capture_output=True, check=False)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return done.returncode == 0, time.monotonic() - begin, lines[-6:]


def main() -> int:
    """Run all, or the parts named on the command line; write the report. Returns: exit status."""
    wanted = sys.argv[1:]
    parts = [part for part in PARTS if not wanted or part.name in wanted]
    for binaries in servers():
        name = f"server {binaries.parent.name}"
        if not wanted or name in wanted:
            shown = "the whole suite on Debian's PostgreSQL"
            parts.append(Part(name, shown, SUITE, (("PGBIN", str(binaries)), ("YITANG_TEST_VAR", str(ROOT / "var" / "debian")), ("YITANG_TEST_BUDGET", "900"))))
    good = True
    said = [
        "# Proof", "", f"`make prove`, {datetime.now(UTC):%Y-%m-%d}, on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at its beginning.", "",
        "| | shows | good | took |", "|---|---|---|---|",
    ]  # fmt: skip
    details: list[str] = []
    for part in parts:
        print(f"{part.name}: {part.shows} ...", flush=True)
        fine, took, lines = prove(part)
        good = good and fine
        said.append(f"| {part.name} | {part.shows} | {'yes' if fine else '**no**'} | {took:.0f} s |")
        given = " ".join(f"{key}={value}" for key, value in part.environment if key not in ("PGBIN", "YITANG_TEST_VAR"))
        details += ["", f"## {part.name}", "", f"`{(given + ' ') if given else ''}{part.command}`", "", "```", *lines, "```"]
        print("\n".join(lines), flush=True)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join([*said, *details, ""]).replace(str(ROOT), "."), encoding="utf-8")
    print(f"{'good' if good else 'NOT good'}: {REPORT.relative_to(ROOT)}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
