"""Which functions of the house are operations: found by reading the code, so that a new one cannot be forgotten."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "src" / "yitang"
FLOORS = ("platform", "registers", "processes")


def functions() -> Iterator[tuple[str, ast.FunctionDef, dict[str, ast.FunctionDef]]]:
    """Every public function of every module of every room: ``room.module.name``, its tree, and its module's functions."""
    for floor in FLOORS:
        for file in sorted((ROOT / floor).rglob("*.py")):
            if {"tests", "migrations"} & set(file.parts):
                continue
            known = {node.name: node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}
            for name, node in known.items():
                if not name.startswith("_"):
                    yield f"{file.parent.name}.{file.stem}.{name}", node, known


def calls(node: ast.FunctionDef, names: frozenset[str], known: dict[str, ast.FunctionDef], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function calls one of these, by itself or through private functions of its module."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name):
            name = part.func.id
            if name in names:
                return True
            if name.startswith("_") and name in known and name not in seen and calls(known[name], names, known, seen | {name}):
                return True
    return False


def acting() -> set[str]:
    """Operations: functions that open an act."""
    return {name for name, node, known in functions() if calls(node, frozenset({"act"}), known)}


def writing_without_act() -> set[str]:
    """Functions that write, open no act of their own, and do not stand in the caller's act (which they would take as ``this``)."""
    writes = frozenset({"execute", "execute_many"})
    return {
        name
        for name, node, known in functions()
        if calls(node, writes, known) and not calls(node, frozenset({"act"}), known) and "this" not in {a.arg for a in node.args.args}
    }
