"""The laws of the house that no import linter sees, as functions over a file's path and text; each returns what it found."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "yitang"
FLOORS = ("kernel", "engines", "platform", "registers", "processes", "portals", "config")
ROOMS_WITH_TABLES = ("platform", "registers", "processes")
MOST_LINES, MOST_FUNCTION = 400, 60
FORBIDDEN_NAMES = {"utils", "helpers", "common", "managers", "signals"}
CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now"), ("time", "time")}
DANGEROUS = {"mark_safe", "eval", "exec", "pickle"}

Law = Callable[[str, str], list[str]]


def place(path: str) -> tuple[str, str]:
    """Floor and room of a file, by its path below ``src/yitang``."""
    parts = Path(path).parts
    return (parts[0], parts[1] if len(parts) > 2 else "") if parts else ("", "")


def is_test(path: str) -> bool:
    """Whether a file is a test."""
    return "/tests/" in path


def forbidden_names(path: str, _: str) -> list[str]:
    """Law 4: no module that says nothing about what it holds."""
    return [f"{path}: {name}" for name in [*Path(path).parts[:-1], Path(path).stem] if name in FORBIDDEN_NAMES]


def imports_in_functions(path: str, text: str) -> list[str]:
    """Law 4: no import of ours inside a function, which hides a circle; ``ready`` of an app and the program's start may."""
    if is_test(path) or path.startswith("config/") or path.endswith(("apps.py", "models.py")):
        return []
    return [
        f"{path}:{inner.lineno}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.ImportFrom) and (inner.module or "").startswith("yitang")
    ]


def too_long(path: str, text: str) -> list[str]:
    """Law 5: a file or function that wants a wall."""
    lines = text.count("\n")
    found = [f"{path}: {lines} lines"] if lines > MOST_LINES and "/migrations/" not in path else []
    if is_test(path) or "/migrations/" in path:
        return found
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno and node.end_lineno - node.lineno > MOST_FUNCTION:
            found.append(f"{path}:{node.lineno} {node.name}")
    return found


def _strings(text: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def foreign_tables(path: str, text: str) -> list[str]:
    """Law 6: no SQL names a table of another room."""
    floor, room = place(path)
    if floor not in ROOMS_WITH_TABLES or is_test(path) or "/migrations/" in path:
        return []
    others = [name for f in ROOMS_WITH_TABLES for name in _rooms(f) if name != room]
    names = re.compile(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+((?:{'|'.join(others)})_[a-z_]+)")
    return [f"{path}:{line} {found}" for line, said in _strings(text) for found in names.findall(said)]


def _rooms(floor: str) -> list[str]:
    return sorted(p.parent.name for p in (HOUSE / floor).glob("*/apps.py"))


def other_clocks(path: str, text: str) -> list[str]:
    """Law 7: time comes from the one clock; no ``now()`` in SQL but in the clock itself."""
    # Certificates count in real time, and are made where there may be no database to keep a clock (config/cli/tls.py).
    if is_test(path) or path in ("platform/database/clock.py", "config/demo/client.py", "config/supervisor.py", "config/cli/tls.py"):
        return []
    found = [f"{path}:{line} now() in SQL" for line, said in _strings(text) if re.search(r"\b(now\(\)|CURRENT_TIMESTAMP)", said)]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            called = (node.func.value.id, node.func.attr)
            if called in CLOCKS:
                found.append(f"{path}:{node.lineno} {called[0]}.{called[1]}()")
    return found


def triggers(path: str, text: str) -> list[str]:
    """Law 10: no triggers, so that what a table does is what the operation says."""
    return [f"{path}:{line}" for line, said in _strings(text) if re.search(r"CREATE\s+(CONSTRAINT\s+)?TRIGGER", said, re.IGNORECASE)]


def other_crypto(path: str, text: str) -> list[str]:
    """One module touches cryptography (ASVS 11.1.3); a test may make a browser's key."""
    if path.startswith("platform/keys/") or is_test(path):
        return []
    return [
        f"{path}:{n}"
        for n, line in enumerate(text.splitlines(), 1)
        if re.match(r"\s*(from|import) (cryptography|argon2|hmac|pyrage|webauthn|shamir_mnemonic|bech32)\b", line)
    ]


def dangerous(path: str, text: str) -> list[str]:
    """What turns text into code or markup; the one drawing of ours is named."""
    allowed = {("portals/frame/drawing.py", "mark_safe")}
    return [
        f"{path}:{node.lineno} {node.id}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Name) and node.id in DANGEROUS and (path, node.id) not in allowed and not is_test(path)
    ] + [
        f"{path}:{node.value.lineno} shell=True"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.keyword) and node.arg == "shell" and isinstance(node.value, ast.Constant) and node.value.value is True
    ]


def undocumented(path: str, text: str) -> list[str]:
    """Law 11: everything public has a docstring."""
    if is_test(path) or "/migrations/" in path or Path(path).name == "__init__.py":
        return []
    tree = ast.parse(text)
    found = [] if ast.get_docstring(tree) else [f"{path}: module"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
            found.append(f"{path}:{node.lineno} {node.name}")
    return found


def unfinished(path: str, text: str) -> list[str]:
    """Real, or not there."""
    marks = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")
    return [f"{path}:{n} {mark}" for n, line in enumerate(text.splitlines(), 1) for mark in marks if mark in line]


READERS = {"row", "rows", "execute", "execute_many", "connection", "connections"}


def reads_past_the_viewer(path: str, text: str) -> list[str]:
    """X20: what a page shows came through a room's door, which asks who looks; no portal reads a table by itself."""
    if not path.startswith("portals/") or is_test(path):
        return []
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(("database.public", "database.sql")):
            found += [f"{path}:{node.lineno} {one.name}" for one in node.names if one.name in READERS]
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".models"):
            found.append(f"{path}:{node.lineno} {node.module}")
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "cursor"}:
            found.append(f"{path}:{node.lineno} .{node.attr}")
    return found


FACTS = r"(?:drivers|vehicles|plates|people|offices|outlets|archives)_fact"
ANOTHER_HISTORY = re.compile(r"(history|historical|version|revision|snapshot|changelog|backup)s?$", re.IGNORECASE)
CLOSES = {"true_to", "superseded_at"}


def third_history(path: str, text: str) -> list[str]:
    """Law 8: history is the register's facts and the log. A fact is closed, never rewritten or deleted, and no table keeps old values beside it."""
    if is_test(path):
        return []
    found = []
    for line, said in _strings(text):
        for sets in re.findall(rf"UPDATE\s+{FACTS}\s+SET\s+(.*?)(?:\sWHERE|$)", said, re.DOTALL):
            changed = set(re.findall(r"(\w+)\s*=", sets))
            if not changed <= CLOSES:
                found.append(f"{path}:{line} a fact is rewritten: {', '.join(sorted(changed - CLOSES))}")
        if re.search(rf"DELETE\s+FROM\s+{FACTS}", said):
            found.append(f"{path}:{line} a fact is deleted")
    if path.endswith("models.py"):
        found += [f"{path}:{n.lineno} {n.name}" for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ClassDef) and ANOTHER_HISTORY.search(n.name)]
    found += [
        f"{path}:{n} {word}" for n, line in enumerate(text.splitlines(), 1) for word in ("simple_history", "pghistory", "reversion") if f"import {word}" in line
    ]
    return found


LAWS: dict[str, Law] = {
    law.__name__: law
    for law in (
        forbidden_names, imports_in_functions, too_long, foreign_tables, other_clocks, triggers, other_crypto, dangerous, undocumented, unfinished,
        third_history, reads_past_the_viewer,
    )
}  # fmt: skip


def sources() -> Iterator[tuple[str, str]]:
    """Every Python file of the house: its path below ``src/yitang`` and its text."""
    for path in sorted(HOUSE.rglob("*.py")):
        yield str(path.relative_to(HOUSE)), path.read_text(encoding="utf-8")
