"""Writing the file: every cell is text, whatever somebody is called (X22), and every row carries the mark.

A spreadsheet program takes what begins with ``= + - @`` (full-width too), a tab or a line end for a formula; such a cell gets an apostrophe before it,
in CSV and xlsx alike, so that it stays text also when the file is saved in the other form.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from yitang.platform.exports.domain import mark_of

DANGEROUS = tuple("=+-@＝＋－＠\t\r\n")
MARK_HEAD = "核对码 Mark"
MOST_CELL = 2000


def cell_text(said: str) -> str:
    """A text as a cell may hold it: no control sign, no half of a character, nothing that a program would run."""
    kept = "".join("\ufffd" if unicodedata.category(sign) in ("Cc", "Cs", "Cn") and sign not in "\t\r\n" else sign for sign in said[:MOST_CELL])
    return f"'{kept}" if kept.lstrip(" \u3000\xa0").startswith(DANGEROUS) or kept.startswith(DANGEROUS) else kept


def lines(columns: Iterable[tuple[str, str]], rows: Iterable[tuple[str, ...]], mark: bytes, note: str) -> list[list[str]]:
    """Heads, rows with their marks, and a last line that says in words who took it out and what for."""
    found = [[*(f"{zh} {en}" for zh, en in columns), MARK_HEAD]]
    found += [[*(cell_text(one) for one in row), mark_of(mark, n)] for n, row in enumerate(rows)]
    return [*found, [cell_text(note), *[""] * (len(found[0]) - 2), mark_of(mark, len(found) - 1)]]


def as_csv(table: list[list[str]]) -> bytes:
    """CSV as spreadsheet programs open it: UTF-8 with its mark, every cell in quotes, lines end with CR LF (RFC 4180)."""
    sink = io.StringIO(newline="")
    csv.writer(sink, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(table)
    return b"\xef\xbb\xbf" + sink.getvalue().encode()


def as_xlsx(table: list[list[str]]) -> bytes:
    """A workbook of one sheet (ISO/IEC 29500) whose cells are all strings."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("导出")
    for line in table:
        cells = []
        for said in line:
            cell = WriteOnlyCell(sheet, value=said)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


WRITE = {"csv": as_csv, "xlsx": as_xlsx}
MEDIA = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
