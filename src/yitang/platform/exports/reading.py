"""Reading a file that turned up somewhere, for its marks: text of any kind, or a workbook, which is opened only after its size was read (ASVS 5.2.3)."""

import io
import zipfile
from collections.abc import Iterator

from defusedxml.ElementTree import iterparse

from yitang.platform.exports.domain import marks_in
from yitang.platform.exports.errors import FileTooLarge

MOST, MOST_UNPACKED = 50_000_000, 300_000_000


def marks_of_file(content: bytes) -> list[bytes]:
    """The marks in a file, one for each row that kept its own.

    Raises: FileTooLarge.
    """
    if len(content) > MOST:
        raise FileTooLarge
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return marks_in(content.decode("utf-8", "replace"))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
            raise FileTooLarge
        return [mark for text in _texts(packed) for mark in marks_in(text)]


def _texts(packed: zipfile.ZipFile) -> Iterator[str]:
    """Every text of every part, without entities, links or anything else that a workbook may bring."""
    for name in packed.namelist():
        if name.endswith(".xml"):
            with packed.open(name) as part:
                for _, element in iterparse(part, forbid_dtd=True):
                    yield element.text or ""
                    element.clear()
