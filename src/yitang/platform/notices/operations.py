"""Writing a notice within an act, and bringing due ones to the gateway."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from yitang.kernel import clock
from yitang.kernel.masking import phone as masked_phone
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id, row, transaction
from yitang.platform.jobs.public import enqueue
from yitang.platform.keys.public import unwrap, wrap
from yitang.platform.notices.domain import Message, Template, fill, pause_s
from yitang.platform.notices.errors import NumberRefused, SenderFault
from yitang.platform.notices.senders import Sender
from yitang.platform.policy.public import value

log = logging.getLogger(__name__)
TEMPLATES = Path(__file__).parent / "data" / "templates.yaml"
MOST = 50
NOBODY = "0" * 11


@lru_cache(maxsize=1)
def templates() -> dict[str, Template]:
    """All templates by key.

    Raises: TemplateWrong.
    """
    found = yaml.safe_load(TEMPLATES.read_text(encoding="utf-8"))
    return {key: Template(key, t["name"][0], t["name"][1], t["zh"], t["en"], frozenset(t["values"]), t["lives_s"]) for key, t in found.items()}


def send(this: Act, person_id: UUID | None, phone: str | None, template: str, values: Mapping[str, object], dedupe: str) -> UUID:
    """Write a notice inside the caller's act: it goes out if and only if the act commits, once for each ``dedupe``.

    Without a phone the notice is kept as withheld, with the same work done, so that nobody learns from the time it takes
    whether somebody has a phone here. Returns: the notice's id, the earlier one's for a repeated ``dedupe``.
    """
    kind = templates()[template]
    text, now, notice_id = fill(kind, values), clock.real_now(), new_id()
    phone_cipher = wrap((phone or NOBODY).encode(), f"notices_notice:phone_cipher:{notice_id}")
    text_cipher = wrap(text.encode(), f"notices_notice:text_cipher:{notice_id}")
    found = row(
        "INSERT INTO notices_notice (id, person_id, template, dedupe, phone_masked, phone_cipher, text_cipher, state, tries, fault, created_at, "
        "next_try_at, expires_at, trace_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, '', %s, %s, %s, %s) "
        "ON CONFLICT (dedupe) DO NOTHING RETURNING id",
        [
            notice_id, person_id, template, dedupe, masked_phone(phone) if phone else "", phone_cipher if phone else None,
            text_cipher if phone else None, "queued" if phone else "withheld", this.at, now, now + timedelta(seconds=kind.lives_s), this.trace_id,
        ],
    ) or row("SELECT id FROM notices_notice WHERE dedupe = %s", [dedupe])  # fmt: skip
    assert found is not None
    sent_id: UUID = found["id"]
    enqueue(this, "notices:deliver", {"notice": sent_id}, str(sent_id))
    return sent_id


CLAIM = """
UPDATE notices_notice SET tries = tries + 1, next_try_at = %s
WHERE id = (
    SELECT id FROM notices_notice WHERE state = 'queued' AND next_try_at <= %s
    AND (%s::uuid IS NULL OR id = %s) ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id, template, phone_masked, phone_cipher, text_cipher, tries, expires_at
"""


def deliver_due(sender: Sender, most: int = MOST) -> int:
    """Hand over what is due, one after the other. Returns: how many notices were tried.

    A notice is claimed for a span (``notices.lease_s``) in a transaction of its own, and no lock is held while the gateway is
    asked. Killed in between, it is due again when the span is over, under the same key: at least once toward the gateway,
    one effect.
    """
    for tried in range(most):
        one = _claim(None)
        if one is None:
            return tried
        _deliver(sender, one)
    return most


def deliver_one(sender: Sender, notice_id: UUID) -> bool:
    """The same for one notice. Returns: whether it was due."""
    one = _claim(notice_id)
    if one is not None:
        _deliver(sender, one)
    return one is not None


def _claim(notice_id: UUID | None) -> dict[str, Any] | None:
    now = clock.real_now()
    with transaction():
        return row(CLAIM, [now + timedelta(seconds=value("notices.lease_s")), now, notice_id, notice_id])


def _deliver(sender: Sender, one: dict[str, Any]) -> None:
    """One notice to its end, or to its next try. What an adapter does wrong itself counts as a fault of its gateway."""
    if one["expires_at"] < clock.real_now():
        _end(one, "failed", "expired")
        return
    if one["tries"] > value("notices.tries"):
        _end(one, "failed", "given_up")
        return
    try:
        sender.hand_over(Message(one["id"], one["template"], _clear(one, "phone_cipher"), one["phone_masked"], _clear(one, "text_cipher")))
    except NumberRefused as fault:
        _end(one, "failed", fault.word)
    except SenderFault as fault:
        _again(one, fault.word)
    except Exception:
        log.warning("notice %s: the sender failed by itself", one["id"], exc_info=True)
        _again(one, SenderFault.word)
    else:
        _end(one, "sent", "")


def _clear(one: dict[str, Any], column: str) -> str:
    return unwrap(one[column], f"notices_notice:{column}:{one['id']}").decode()


def _again(one: dict[str, Any], word: str) -> None:
    """Due again after a pause, or given up after the last try that policy allows."""
    if one["tries"] >= value("notices.tries"):
        _end(one, "failed", word)
        return
    pause = pause_s(one["tries"], value("notices.pause_first_s"), value("notices.pause_most_s"))
    with transaction():
        execute(
            "UPDATE notices_notice SET fault = %s, next_try_at = %s WHERE id = %s AND state = 'queued' AND tries = %s",
            [word, clock.real_now() + timedelta(seconds=pause), one["id"], one["tries"]],
        )


# Only by the worker that has it in hand: whoever's span ran out meanwhile finds another count of tries.
END = """
UPDATE notices_notice SET state = %s, fault = %s, ended_at = %s, phone_cipher = NULL, text_cipher = NULL WHERE id = %s AND state = 'queued' AND tries = %s
"""


def _end(one: dict[str, Any], state: str, word: str) -> None:
    """The notice has come to its end; full number and text are erased with it. Not while another worker has it in hand: that one ends it."""
    with transaction():
        ended = execute(END, [state, word, clock.real_now(), one["id"], one["tries"]])
    if ended and state == "failed":
        log.warning("notice %s was not delivered: %s", one["id"], word)


def sweep() -> int:
    """Forget what the inbox kept for longer than policy says, and withheld rows with it. Returns: how many."""
    before = timedelta(seconds=value("notices.kept_s"))
    with transaction():
        gone = execute("DELETE FROM notices_delivered WHERE at < %s", [clock.now() - before])
        return gone + execute("DELETE FROM notices_notice WHERE state = 'withheld' AND created_at < %s", [clock.now() - before])
