"""Whether every payload is there or was erased by an act of two people. Needs no key: it can be asked of a copy of the database anywhere."""

from collections.abc import Callable, Iterator
from typing import Any

from yitang.platform.audit.operations import DESTROY, KEY_KIND

ASK = "erasure.ask"
# A key counts as destroyed only by a row of the log that says so, whose trace begins with a row by which another person asked for it.
DESTROYED = f"""
WITH destroyed AS (
    SELECT DISTINCT d.thing_id AS id FROM audit_row d JOIN audit_row a ON a.trace = d.trace AND a.act = '{ASK}' AND a.result = 'done'
    WHERE d.act = '{DESTROY}' AND d.thing_kind = '{KEY_KIND}' AND d.result = 'done' AND a.person <> d.person
)
"""  # noqa: S608
GONE = f"""{DESTROYED}
SELECT r.id, l.seq, EXISTS (SELECT 1 FROM destroyed d WHERE d.id = ANY(r.about::text[])) AS erased
FROM audit_row r LEFT JOIN audit_payload p ON p.row = r.id LEFT JOIN audit_leaf l ON l.row_id = r.id
WHERE p.row IS NULL ORDER BY l.seq
"""
KEYS = f"""{DESTROYED}
SELECT u.id::text AS id, u.n, d.id IS NOT NULL AS destroyed, k.cipher IS NOT NULL AS there
FROM (SELECT unnest(about) AS id, count(*) AS n FROM audit_row WHERE about IS NOT NULL GROUP BY 1) AS u
LEFT JOIN audit_personal_key k ON k.id = u.id LEFT JOIN destroyed d ON d.id = u.id::text ORDER BY u.id
"""
ERASED_ROWS = f"{DESTROYED} SELECT count(*) AS n FROM audit_row r WHERE EXISTS (SELECT 1 FROM destroyed d WHERE d.id = ANY(r.about::text[]))"
Stream = Callable[[str], Iterator[dict[str, Any]]]


def payload_findings(stream: Stream) -> Iterator[str]:
    """What is wrong with payloads and personal keys, each finding in both languages. ``stream``: runs one statement."""
    for one in stream(GONE):
        if not one["erased"]:
            place = f"第 {one['seq']} 行" if one["seq"] is not None else "待封存的一行"
            where = f"row {one['seq']}" if one["seq"] is not None else "an unsealed row"
            yield f"{place}（{one['id']}）的内容不见了，没有抹除记录 / the payload of {where} ({one['id']}) is gone, and no act erased it"
    for one in stream(KEYS):
        if one["destroyed"] and one["there"]:
            yield f"个人密钥 {one['id']} 已抹除，却又出现 / personal key {one['id']} was destroyed by an act and is there again"
        elif not one["destroyed"] and not one["there"]:
            yield (
                f"个人密钥 {one['id']} 不见了，没有两个人的抹除记录，{one['n']} 行内容读不出 / "
                f"personal key {one['id']} is gone without an act of two people; the payloads of {one['n']} rows cannot be read"
            )


def erased_rows(stream: Stream) -> int:
    """Of how many rows the payload was erased."""
    return next((int(one["n"]) for one in stream(ERASED_ROWS)), 0)
