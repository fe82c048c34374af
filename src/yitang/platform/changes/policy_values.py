"""The kind of change that a policy value is: the system administrator asks, the security administrator decides."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from yitang.platform.audit.public import Act
from yitang.platform.changes.access import ASK_POLICY, CONFIRM_POLICY, REFUSE_POLICY
from yitang.platform.changes.domain import Change, Kind, Preview
from yitang.platform.changes.errors import NoSuchChange
from yitang.platform.policy.public import NoSuchValue, defaults, fit_value, forget, set_value, value_row, values


def _where(name: str) -> tuple[UUID, ...]:
    """Values are the installation's, of no office.

    Raises: NoSuchChange for a name that the program does not know.
    """
    if name not in defaults():
        raise NoSuchChange
    return ()


def _now(name: str, _: Any, on: date) -> Any:
    """What the row says now, not what this process read some seconds ago."""
    forget()
    try:
        return value_row(name, on).value
    except NoSuchValue:
        return None


def _put(this: Act, change: Change) -> None:  # noqa: ARG001 - within the act
    set_value(change.subject, change.becomes, change.effective_from, change.source or change.reason)
    forget()


def _seen(name: str, was: Any, becomes: Any, on: date) -> Preview:
    unit = str(defaults()[name][1])
    warnings = []
    row = value_row(name, on)
    if row.confidence == "A":
        warnings.append(f"现在的值出自法规原文：{row.source}。改它要有更新的法规。")
    if row.effective_from == on:
        warnings.append("同一天已有一个值，确认后由这一个代替。")
    later = [one for one in values(name) if one.effective_from > on and not one.province]
    if later:
        warnings.append(f"只到 {later[0].effective_from.isoformat()} 的前一天：从那天起已定好是 {worded(later[0].value)}。")
    return Preview(((f"{name}（{unit}）", worded(was), worded(becomes)),), tuple(warnings))


def worded(value: Any) -> str:
    """A value as a page shows and takes it: JSON, in the signs that people read."""
    return json.dumps(value, ensure_ascii=False)


def _read(name: str, said: Any) -> Any:
    return fit_value(name, said)


CHANGES = (
    Kind("policy", "参数", "Policy value", ASK_POLICY, CONFIRM_POLICY, REFUSE_POLICY, _where, _read, _now, _put, _seen, lambda name: name),
)  # fmt: skip
