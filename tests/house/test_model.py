"""The model on paper and the tables of the database are the same: tables, columns, keys, constraints, and what is insert only."""

import re
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import connections
from tools.house.laws import ROOT

from yitang.platform.database.grants import append_only

PAPER = ROOT / "docs" / "explanation" / "model.md"
LINE = re.compile(r"^\| ([a-z0-9]+_[a-z0-9_]+) \| (.*) \| ?(.*?) ?\|$", re.MULTILINE)
COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'django_migrations'"
KEYS = """
SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) WHERE i.indisprimary AND n.nspname = 'public' AND c.relname <> 'django_migrations'
"""
# Constraints that somebody named: checks, unique keys and unique partial indexes; what PostgreSQL names itself begins with the table.
NAMED = """
SELECT c.relname, i.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE x.indisunique AND n.nspname = 'public'
UNION SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'c' AND n.nspname = 'public'
"""


@dataclass(frozen=True)
class Table:
    """A table as the paper or the database says it is."""

    columns: frozenset[str]
    key: frozenset[str]
    named: frozenset[str]


def on_paper(text: str) -> dict[str, Table]:
    """The tables of the model, by their name."""
    found = {}
    for name, columns, guarantee in LINE.findall(text):
        listed = [one.strip() for one in re.sub(r"\([^)]*\)", "", columns).split(",")]
        key = frozenset(one.strip("*") for one in listed if one.startswith("**"))
        found[name] = Table(frozenset(one.strip("*") for one in listed), key, frozenset(re.findall(r"`([a-z0-9_]+)`", guarantee)))
    return found


def insert_only_on_paper(text: str) -> set[str]:
    """The tables that the paper says are only added to."""
    return {name for name, _, guarantee in LINE.findall(text) if re.search(r"\binsert (and select )?only\b", guarantee)}


def asked(sql: str) -> dict[str, set[str]]:
    """Names by table, as the owner sees them."""
    found: dict[str, set[str]] = {}
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        for table, name in cursor.fetchall():
            found.setdefault(table, set()).add(name)
    return found


def in_database() -> dict[str, Table]:
    """The tables as they are, with the constraints that somebody named."""
    columns, keys, named = asked(COLUMNS), asked(KEYS), asked(NAMED)
    ours = {table: {one for one in named.get(table, set()) if not one.startswith(f"{table}_")} for table in columns}
    return {table: Table(frozenset(columns[table]), frozenset(keys[table]), frozenset(ours[table])) for table in columns}


def differences(paper: dict[str, Table], real: dict[str, Table]) -> list[str]:
    """Every table and name that the one has and the other has not."""
    found = [f"{table}: only on paper" for table in sorted(paper.keys() - real.keys())]
    found += [f"{table}: not on paper" for table in sorted(real.keys() - paper.keys())]
    for table in sorted(paper.keys() & real.keys()):
        for what in ("columns", "key", "named"):
            said, is_ = getattr(paper[table], what), getattr(real[table], what)
            # A guarantee may also name a column of its table.
            said = said - paper[table].columns if what == "named" else said
            found += [f"{table}: {what} {one} only on paper" for one in sorted(said - is_)]
            found += [f"{table}: {what} {one} not on paper" for one in sorted(is_ - said)]
    return found


def test_the_model_on_paper_is_the_model_of_the_database(committed_db: None) -> None:
    text = PAPER.read_text(encoding="utf-8")
    paper = on_paper(text)
    assert len(paper) > 50
    assert differences(paper, in_database()) == []
    assert insert_only_on_paper(text) == append_only()


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (("| queue_counter |", "| queue_counters |"), ["queue_counters: only on paper", "queue_counter: not on paper"]),
        (("returned, called_at", "called_at"), ["queue_ticket: columns returned not on paper"]),
        (("closed_at, window_id, estimate_low_s", "closed_at, shelf, window_id, estimate_low_s"), ["queue_ticket: columns shelf only on paper"]),
        (
            ("`window_serves_one`", "`window_serves_two`"),
            ["queue_ticket: named window_serves_two only on paper", "queue_ticket: named window_serves_one not on paper"],
        ),
        (("**series**, **period**", "**series**, period"), ["numbering_series: key period not on paper"]),
    ],
)
def test_each_difference_is_caught(committed_db: None, plant: tuple[str, str], said: list[str]) -> None:
    text = PAPER.read_text(encoding="utf-8")
    assert text.count(plant[0]) == 1
    assert differences(on_paper(text.replace(*plant)), in_database()) == said


def test_the_migrations_make_what_the_models_say(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
