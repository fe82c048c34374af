"""Reading notices: where one stands, and the demo's inbox."""

from uuid import UUID

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import rows
from yitang.platform.keys.public import unwrap
from yitang.platform.notices.domain import InboxRow, NoticeRow
from yitang.platform.notices.errors import NoInboxHere
from yitang.platform.notices.operations import templates
from yitang.platform.policy.public import value

MOST = 100


def inbox(viewer: Viewer) -> list[InboxRow]:  # noqa: ARG001 - in the demo it is everybody's phone at once
    """What arrived on the demo's phone, newest first: time, masked number, text. There only while the sandbox is on.

    Raises: NoInboxHere.
    """
    if not value("notices.sandbox"):
        raise NoInboxHere
    found = rows("SELECT key, template, phone_masked, text_cipher, at FROM notices_delivered ORDER BY at DESC, key DESC LIMIT %s", [MOST])
    arrived = []
    for one in found:
        kind = templates()[one["template"]]
        zh, _, en = unwrap(one["text_cipher"], f"notices_delivered:text_cipher:{one['key']}").decode().partition("\n")
        arrived.append(InboxRow(one["key"], kind.name_zh, kind.name_en, one["phone_masked"], zh, en, one["at"]))
    return arrived


def notices_of_trace(trace_id: UUID) -> list[NoticeRow]:
    """The notices of one thread from question to archive, oldest first; masked."""
    found = rows(
        "SELECT id, template, phone_masked, state, tries, fault, created_at FROM notices_notice WHERE trace_id = %s ORDER BY created_at, id", [trace_id]
    )
    return [NoticeRow(**one) for one in found]
