"""X22, a formula in a name, in CSV and xlsx, both ways.

Control: every cell of an export is text; what a spreadsheet program would run begins with an apostrophe, in both forms, so that saving the one as the
other wakes nothing. Nothing is imported: no page and no command reads a table of somebody else's.
"""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from yitang.kernel import clock
from yitang.platform.database.public import execute
from yitang.platform.exports import writing
from yitang.platform.exports.public import ask, make, sources, take
from yitang.platform.exports.tests.test_exports import SOURCE, files, fresh
from yitang.platform.exports.writing import DANGEROUS, as_csv, as_xlsx, cell_text, lines

__all__ = ["files"]
SRC = Path(__file__).resolve().parents[2] / "src" / "yitang"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
KNOWN = ("=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A1", "\t=1", "\r=1", "\n=1", " =1", "　=1",
         '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0",
         '","=1', "张三", "", "'", '"', ";=1", "a\n=1")  # fmt: skip
NAMES = st.text(max_size=60) | st.sampled_from(KNOWN) | st.builds("{}{}".format, st.sampled_from(DANGEROUS), st.text(max_size=20))


def in_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def in_xlsx(content: bytes) -> tuple[list[list[str]], list[str]]:
    """The cells as a reader finds them; and what stands in the file itself as a formula, by its own words."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = fromstring(packed.read("xl/worksheets/sheet1.xml"), forbid_dtd=True)
        kinds = {cell.get("t", "n") for cell in root.iter(f"{SHEET}c") if list(cell)}
    formulas = [one.text or "" for one in root.iter(f"{SHEET}f")]
    assert kinds <= {"s", "inlineStr", "str"}, kinds
    return [[cell or "" for cell in line] for line in load_workbook(io.BytesIO(content)).active.values], formulas


def runs(cell: str) -> bool:
    """Whether a spreadsheet program would take the cell for a formula when it reads it as text."""
    return cell.startswith(DANGEROUS) or cell.lstrip(" \u3000\xa0").startswith(DANGEROUS)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=4))
def test_no_cell_of_any_file_is_a_formula_whatever_somebody_is_called(people: list[tuple[str, str]]) -> None:
    table = lines((("姓名", "Name"), ("别名", "Other")), people, b"\0" * 6, "=note")
    read = in_csv(as_csv(table))
    assert read == table, "each cell comes back as one cell, quotes and line ends with it"
    assert not [cell for line in read for cell in line if runs(cell)]
    cells, formulas = in_xlsx(as_xlsx(table))
    assert formulas == []
    assert not [cell for line in cells for cell in line if runs(cell)]
    # The other way round: what one form was read as, saved as the other.
    assert not [cell for line in in_csv(as_csv([[str(cell) for cell in line] for line in cells])) for cell in line if runs(cell)]
    assert in_xlsx(as_xlsx(read))[1] == []


def test_without_the_guard_a_name_is_a_formula_in_both_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "cell_text", lambda said: said)
    table = lines((("姓名", "Name"),), [("=1+1",)], b"\0" * 6, "x")
    assert [cell for line in in_csv(as_csv(table)) for cell in line if runs(cell)] == ["=1+1"]
    assert [cell for line in in_xlsx(as_xlsx(table))[0] for cell in line if runs(cell)] == ["=1+1"]


@pytest.mark.parametrize("said", KNOWN)
def test_what_is_harmless_stays_as_it_is_and_what_is_not_gets_its_sign(said: str) -> None:
    assert cell_text(said) == (f"'{said}" if runs(said) else said)


def test_signs_that_no_file_takes_are_replaced() -> None:
    assert cell_text("a\0b\x1bc\ud800d") == "a\ufffdb\ufffdc\ufffdd"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_name_in_the_register_that_is_a_formula_goes_through_every_export_as_text(city: dict[str, Any], files: list[Any], form: str) -> None:
    execute("UPDATE people_person SET name = '=1+1+cmd' WHERE kind = 'natural'")
    chief = fresh("chief")
    assert [one.name for one in sources()] == [SOURCE], "a new list is walked here too"
    for one in sources():
        made = ask(chief, one.name, clock.today(), clock.today(), form, "=1+1 看看能不能算")
        make(made)
        content = take(chief, made)[0]
        cells = in_csv(content) if form == "csv" else in_xlsx(content)[0]
        if form == "xlsx":
            assert in_xlsx(content)[1] == []
        assert sum(cell.startswith("'=") for line in cells for cell in line) >= len(files), "the names are there, as text"
        assert not [cell for line in cells for cell in line if runs(cell)]


def test_nothing_reads_a_workbook_but_the_search_for_marks() -> None:
    """There is no import; whoever builds one answers this test."""
    reads = {str(path.relative_to(SRC)) for path in SRC.rglob("*.py") if "tests" not in path.parts and "load_workbook" in path.read_text(encoding="utf-8")}
    assert reads == set()
    takes = {str(path.relative_to(SRC)) for path in SRC.rglob("*.py") if "tests" not in path.parts and "csv.reader" in path.read_text(encoding="utf-8")}
    assert takes <= {"config/demo/log.py"}, "the demo's own log of 1999 comes with the program"
