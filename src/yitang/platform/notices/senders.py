"""The port to phones, and its adapters. A sender takes one message for one key, however often it is handed over."""

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import yaml
from django.conf import settings

from yitang.kernel import clock
from yitang.platform.database.public import execute, transaction
from yitang.platform.keys.public import wrap
from yitang.platform.notices.domain import Message, Receipt, read_answer
from yitang.platform.notices.errors import NoGateway, SenderDown, SenderLate
from yitang.platform.policy.public import value

RECORDED = Path(__file__).parent / "data" / "recorded.yaml"


class Sender(Protocol):
    """Somebody who brings messages to phones."""

    def hand_over(self, message: Message) -> Receipt:
        """Hand over one message; the same key again has no second effect.

        Raises: SenderDown, SenderLate, AnswerWrong (try again with the same key), NumberRefused (do not).
        """


class Inbox:
    """The demo's own phone: what would be sent, and to which masked number, for the inbox page. Nothing leaves the machine."""

    def hand_over(self, message: Message) -> Receipt:
        """Keep it as arrived, once for each key."""
        with transaction():
            execute(
                "INSERT INTO notices_delivered (key, template, phone_masked, text_cipher, at) VALUES (%s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING",
                [
                    message.key, message.template, message.phone_masked,
                    wrap(message.text.encode(), f"notices_delivered:text_cipher:{message.key}"), clock.now(),
                ],
            )  # fmt: skip
        return Receipt(message.key, f"inbox-{message.key.hex[-12:]}")


class Recorded:
    """Replays recorded failures of a gateway: slow, down, twice, late, wrong answer. ``arrived`` is what phones got."""

    def __init__(self, name: str) -> None:
        self._steps: Iterator[dict[str, Any]] = iter(recorded()[name])
        self._last: dict[str, Any] = recorded()["well"][0]
        self.arrived: dict[UUID, Message] = {}
        self.requests = 0

    def hand_over(self, message: Message) -> Receipt:
        """One request, answered as the record says; when that is over, well."""
        step = next(self._steps, self._last)
        self.requests += 1
        for _ in range(step["takes"]):
            self.arrived.setdefault(message.key, message)
        if "answer" not in step:
            raise SenderDown
        if step["after_s"] > value("notices.answer_within_s"):
            raise SenderLate
        return read_answer(message.key, step["answer"].replace("KEY", str(message.key)).encode())


@lru_cache(maxsize=1)
def recorded() -> dict[str, list[dict[str, Any]]]:
    """The records by name."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(RECORDED.read_text(encoding="utf-8"))
    return found


def sender() -> Sender:
    """The sender of this installation: the inbox while the sandbox is on, else the gateway that ``YITANG_SENDER`` names.

    Raises: NoGateway.
    """
    if value("notices.sandbox"):
        return Inbox()
    dotted = settings.YITANG_SENDER
    if not dotted:
        raise NoGateway("短信网关没有设置：设 YITANG_SENDER / no gateway is set: set YITANG_SENDER")
    module, _, name = dotted.partition(":")
    made: Sender = getattr(import_module(module), name)()
    return made
