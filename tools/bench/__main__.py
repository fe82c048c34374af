"""Runs the benches, each in a process and on a database of its own, prints the table, writes the files."""

import argparse
import json
import os
import sys
import time
import traceback
from importlib import import_module

from tools.bench import office
from tools.bench.verdict import could_not, table, verdict, write
from yitang.platform.database import launcher

BENCHES = ("H1", "H2", "H4", "H5", "H6", "H8", "A2")


def main() -> int:
    """The command. Returns: exit status."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measures what the goals ask for.")
    parser.add_argument("--id", default="", help=f"some of {' '.join(BENCHES)}; all when empty")
    parser.add_argument("--sabotage", default="", help="1: take each bench's guard away; fails when a bench stays ok without it")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    parser.add_argument("--build", action="store_true", help=argparse.SUPPRESS)
    said = parser.parse_args()
    sabotage = said.sabotage not in ("", "0")
    if said.build:
        office.build()
        return 0
    if said.one:
        return one(said.one, sabotage)
    ids = chosen(said.id)
    had_server = launcher.running(office.FOLDER)
    try:
        return all_of(ids, sabotage)
    finally:
        if not had_server:
            launcher.stop(office.FOLDER)


def chosen(ids: str) -> tuple[str, ...]:
    """The benches that were asked for, in their order.

    Raises: SystemExit for one that does not exist.
    """
    asked = ids.replace(",", " ").upper().split()
    unknown = [name for name in asked if name not in BENCHES]
    if unknown:
        raise SystemExit(f"没有这些 / no such bench: {' '.join(unknown)}; 有 / there are: {' '.join(BENCHES)}")
    return tuple(name for name in BENCHES if not asked or name in asked)


def all_of(ids: tuple[str, ...], sabotage: bool) -> int:
    """Run these one after another, then print the table."""
    if office.child("--build"):
        print("没有建成测量用的办公场所 / the bench's office could not be built", file=sys.stderr)
        return 1
    found = []
    for name in ids:
        print(f"{name} …", flush=True)
        file = office.FOLDER / f"{file_name(name, sabotage)}.json"
        file.unlink(missing_ok=True)
        office.child("--one", name, "--sabotage", "1" if sabotage else "")
        if not file.exists():
            write(office.FOLDER, could_not(name, "").as_dict(command(name, sabotage), 0.0), file_name(name, sabotage))
        found.append(json.loads(file.read_text(encoding="utf-8")))
    print("\n" + table(found))
    status = verdict(found, sabotage)
    if sabotage:
        print("拿掉护栏之后 / with the guards taken away:", "有的仍然通过 / some stay ok ✕" if status else "全部不通过 / none stays ok ✓")
    return status


def file_name(name: str, sabotage: bool) -> str:
    """Name of a bench's file; a run without guards never overwrites a real figure."""
    return f"{name}.sabotage" if sabotage else name


def command(name: str, sabotage: bool) -> str:
    """The command that repeats a bench."""
    return f'make bench ID="{name}"' + (" SABOTAGE=1" if sabotage else "")


def one(name: str, sabotage: bool) -> int:
    """Run one bench in this process and write its file. Returns: exit status."""
    began, before = time.monotonic(), os.getloadavg()[0]
    try:
        database = f"yitang_bench_{name.lower()}"
        office.enter(database)
        office.copy(database)
        found = import_module(f"tools.bench.{name.lower()}").measure(sabotage)
    except Exception as fault:  # noqa: BLE001 - whatever was in the way: it did not measure, and says so
        traceback.print_exc()
        found = could_not(name, f"{type(fault).__name__}: {fault}")
    took = time.monotonic() - began
    print(f"   load average {before:.1f} before, {os.getloadavg()[0]:.1f} after; {os.cpu_count()} cores")
    for line in (*found.details, *([f"没有测成 / not measured: {found.why}"] if found.why else [])):
        print(f"   {line}")
    for must in found.musts:
        print(f"   {'✓' if must.kept else '✕'} {must.words()}: {must.seen}")
    write(office.FOLDER, found.as_dict(command(name, sabotage), took), file_name(name, sabotage))
    return 0 if found.ok else 1


if __name__ == "__main__":
    os.chdir(office.ROOT)
    sys.exit(main())
