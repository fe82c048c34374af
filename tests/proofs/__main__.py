"""``make prove``: everything that is too slow for each day, with a report in ``docs/reference/proof.md``.

Each part is a command that anybody can run alone; the report names it, what it printed last, and whether it was good.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "reference" / "proof.md"
KEPT = ROOT / "var" / "prove.json"
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
    Part(
        "input", "every field of every form and of the API gets everything bad", "python -m pytest -q tests/trials/test_bad_input.py", (("YITANG_PROVE", "1"),)
    ),
    Part("A5", "the API under schemathesis, each operation and walks over them", "python -m pytest -q -s tests/proofs/test_api.py", (("YITANG_PROVE", "1"),)),
    Part(
        "A6",
        "a backup restored on an empty machine, killed on the way, held against the witness",
        "python -m pytest -q tests/runs/test_restore_elsewhere.py",
        (("YITANG_PROVE", "1"),),
    ),
    Part(
        "X21",
        "every hostile or odd file of the corpus is taken or refused by its name; a paper goes from a phone to the desk",
        "python -m pytest -q -n 0 tests/trials/test_uploads_corpus.py tests/trips/test_papers_trip.py",
        (("YITANG_PROVE", "1"),),
    ),
    Part(
        "lock",
        "in a browser: a window locked by hand and by idleness keeps what was typed, a fresh code is asked where it is needed, a shift is handed over",
        "python -m pytest -q -n 0 tests/trips/test_lock_trip.py",
        (("YITANG_PROVE", "1"),),
    ),
    Part(
        "axe",
        "every page in every state of the pictures keeps nobody out (axe-core)",
        "python -m pytest -q -n 0 tests/trips/pictures_citizen.py tests/trips/pictures_desk.py tests/trips/pictures_administrators.py",
    ),
    Part("H8", "200 kills of web, push, sealer, worker and database under load", "python -m tests.proofs.kills --count 200"),
    Part("run", "what stands in the way of a start, and what Ctrl-C stops", "python -m pytest -q tests/runs/supervisor.py"),
    Part("order", "the whole suite with all that is left out each day", SUITE, (("YITANG_PROVE", "1"), ("YITANG_TEST_BUDGET", "900"))),
)


def servers() -> list[Path]:
    """Folders of other PostgreSQL servers of this machine, as Debian lays them out."""
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def _commit() -> str:
    """What is proved: the commit, marked when anything but the report itself lies beside it unsaid."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, text=True, capture_output=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--", ".", ":!docs/reference/proof.md")
    return git("rev-parse", "--short", "HEAD") + ("-dirty" if changed else "")


def prove(part: Part) -> dict[str, Any]:
    """Run a part. Returns: what the report says of it."""
    begin, load, commit = time.monotonic(), os.getloadavg()[0], _commit()
    command = [sys.executable, *part.command.split()[1:]]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **dict(part.environment)}, text=True, capture_output=True, check=False)
    lines = [line.replace(str(ROOT), ".") for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return {
        "good": done.returncode == 0, "took_s": time.monotonic() - begin, "lines": lines[-6:], "load": load, "commit": commit,
        "on": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
    }  # fmt: skip


def report(parts: list[Part], kept: dict[str, dict[str, Any]]) -> str:
    """The report of all parts that were ever run here, each with the commit that it was last run on."""
    said = [
        "# Proof", "", f"`make prove` on {os.cpu_count()} cores. A part that was run again alone (`make prove ID=H8`) has its own commit and time.", "",
        "| | shows | good | took | commit, UTC, load |", "|---|---|---|---|---|",
    ]  # fmt: skip
    for part in parts:
        if found := kept.get(part.name):
            good = "yes" if found["good"] else "**no**"
            said.append(f"| {part.name} | {part.shows} | {good} | {found['took_s']:.0f} s | {found['commit']}, {found['on']}, {found['load']:.1f} |")
        else:
            said.append(f"| {part.name} | {part.shows} | not run | | |")
    for part in parts:
        if found := kept.get(part.name):
            given = " ".join(f"{key}={value}" for key, value in part.environment if key not in ("PGBIN", "YITANG_TEST_VAR"))
            said += ["", f"## {part.name}", "", f"`{(given + ' ') if given else ''}{part.command}`", "", "```", *found["lines"], "```"]
    return "\n".join([*said, ""])


def main() -> int:
    """Run all, or the parts named on the command line; write the report. Returns: exit status."""
    parts = list(PARTS)
    for binaries in servers():
        given = (("PGBIN", str(binaries)), ("YITANG_TEST_VAR", str(ROOT / "var" / "debian")), ("YITANG_TEST_BUDGET", "900"))
        parts.append(Part(f"server {binaries.parent.name}", "the whole suite on Debian's PostgreSQL", SUITE, given))
    if not servers():
        print("没有另外的 PostgreSQL，略过 / no other PostgreSQL below /usr/lib/postgresql: that part is left out")
    kept: dict[str, dict[str, Any]] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    good = True
    for part in parts:
        if sys.argv[1:] and part.name not in sys.argv[1:]:
            continue
        print(f"{part.name}: {part.shows} ...", flush=True)
        kept[part.name] = found = prove(part)
        good = good and found["good"]
        print("\n".join(found["lines"]), flush=True)
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
        REPORT.write_text(report(parts, kept), encoding="utf-8")
    print(f"{'good' if good else 'NOT good'}: {REPORT.relative_to(ROOT)}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
