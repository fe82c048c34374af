"""How a line of the log is written: one event, one line, whatever somebody has typed into it (ASVS 16.4.1, X23).

Lines are JSON. Marks that a reader or terminal would obey are escaped, a field ends at 2 kB, and what looks like a number of a
person or phone is masked: a log goes to more people than the register. Addresses are named by their route, since some hold a secret.
"""

import json
import logging
import re
import traceback
import unicodedata
from datetime import UTC, datetime

from yitang.config.numbers import NUMBER
from yitang.kernel import masking

MOST_BYTES = 2048
OBEYED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
ID_NUMBER = re.compile(r"(?<![0-9A-Fa-f-])\d{17}[\dXx](?![0-9A-Fa-f-])")
PHONE = re.compile(r"(?<![0-9A-Fa-f-])1\d{10}(?![0-9A-Fa-f-])")
CHAIN, FRAMES = 3, 20


def escaped(text: str) -> str:
    """Text as it stands between the quotes of a line: at most 2048 bytes, no control, direction or half character in it."""
    found: list[str] = []
    left = MOST_BYTES
    for sign in text[: MOST_BYTES + 1]:
        as_ascii = unicodedata.category(sign) in OBEYED
        said = "\\u007f" if sign == "\x7f" else json.dumps(sign, ensure_ascii=as_ascii)[1:-1]
        left -= len(said.encode())
        if left < 3:
            return "".join([*found, "…"])
        found.append(said)
    return "".join(found)


def masked(text: str) -> str:
    """Text without full numbers of people and phones."""
    found = ID_NUMBER.sub(lambda one: masking.id_number(one[0]), text)
    return PHONE.sub(lambda one: masking.phone(one[0]), found)


class Line(logging.Formatter):
    """One JSON object for each event: when (UTC), how bad, who says it, what, at which route, after which fault."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"), "level": record.levelname, "by": record.name}
        said["said"] = _what(record)
        if number := NUMBER.get():
            said["request"] = number
        if hasattr(record, "request"):
            said["route"] = _route(record)
        for name in ("answer", "spent_ms"):
            if hasattr(record, name):
                said[name] = str(getattr(record, name))
        if record.exc_info and record.exc_info[1] is not None:
            said["fault"] = _fault(record.exc_info[1])
        return "{" + ", ".join(f'"{name}": "{escaped(masked(text))}"' for name, text in said.items()) + "}"


def _what(record: logging.LogRecord) -> str:
    """What was said; Django's own words about a request come without its path."""
    if not hasattr(record, "status_code") or not isinstance(record.args, tuple) or not record.args:
        return record.getMessage()
    return " ".join([str(record.status_code), *(str(one) for one in record.args if not str(one).startswith("/"))])


def _route(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    return f"{getattr(request, 'method', '?')} {match.route if match else '?'}"


def _fault(fault: BaseException | None) -> str:
    """A fault and what caused it, the innermost place first. Of what a database says only the first line: the rest is the row."""
    told: list[str] = []
    while fault is not None and len(told) < CHAIN:
        places = [f"{one.filename.rpartition('/')[2]}:{one.lineno} {one.name}" for one in reversed(traceback.extract_tb(fault.__traceback__))]
        message = (str(fault).splitlines() or [""])[0][: MOST_BYTES // 4]
        told.append(f"{type(fault).__name__}: {message} at {' < '.join(places[:FRAMES])}")
        fault = fault.__cause__ or fault.__context__
    return " | after ".join(told)
