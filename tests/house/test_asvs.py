"""The table of OWASP ASVS 5.0.0: each requirement met with what shows it, not applicable with a reason, or open with what is missing."""

import csv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATES = {"met", "not applicable", "open"}


def table() -> list[dict[str, str]]:
    """The rows of ``docs/reference/asvs.csv``."""
    with (ROOT / "docs" / "reference" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wrong(rows: list[dict[str, str]]) -> list[str]:
    """Rows that say nothing, or name what is not there."""
    found = [one["requirement"] for one in rows if one["state"] not in STATES or not one["about"] or not one["shown by, or why"]]
    for one in rows:
        if one["state"] == "met":
            found += [f"{one['requirement']}: {name}" for name in one["shown by, or why"].split() if not (ROOT / name).is_file()]
    return found


def test_every_requirement_is_in_the_table_once_with_its_level() -> None:
    """345 requirements in 17 chapters: 70 of level 1, 183 of level 2, 92 of level 3."""
    rows = table()
    assert Counter(one["level"] for one in rows) == {"1": 70, "2": 183, "3": 92}
    assert len({one["requirement"] for one in rows}) == 345
    assert {int(one["requirement"].split(".")[0]) for one in rows} == set(range(1, 18))


def test_every_row_says_what_shows_it_or_why_not() -> None:
    assert wrong(table()) == []


def test_the_check_catches_a_row_that_names_what_is_not_there() -> None:
    assert wrong([{"requirement": "1.1.1", "level": "2", "about": "x", "state": "met", "shown by, or why": "tests/house/test_nothing.py"}])
    assert wrong([{"requirement": "1.1.1", "level": "2", "about": "x", "state": "soon", "shown by, or why": "x"}])
