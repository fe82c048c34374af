"""The second person's side of a daily settlement (日结): accept it, have it counted again, correct it after the close."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel.money import yuan
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act, act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.processes.payments.access import ACCEPT, CORRECT, SEND_BACK
from yitang.processes.payments.booking import Booked, book, locked_till
from yitang.processes.payments.drawer_acts import moved_on, next_state, told
from yitang.processes.payments.errors import DifferenceUnexplained, NothingDiffers, TwoPeopleNeeded, WordsNeeded
from yitang.registers.people.public import own_persons


@contextmanager
def _by_another(viewer: Viewer, what: str, till_id: UUID) -> Iterator[tuple[Act, dict[str, Any]]]:
    """An act on a locked till of the own office by another person than the one who counted it, whichever account he uses."""
    allow(viewer, what)
    known = row('SELECT office_id, window_id, "on" FROM payments_till WHERE id = %s', [till_id])
    if known is None:
        raise NotYours
    with act(viewer, what) as this:
        may(viewer, what, Place((known["office_id"],)))
        till = locked_till(this, known["office_id"], known["window_id"], known["on"])
        if viewer.person_id and till["counted_person"] in own_persons(viewer.person_id):
            raise TwoPeopleNeeded
        yield this, till


def accept_till(viewer: Viewer, till_id: UUID) -> None:
    """Close the till of a window (接受日结): another person than the one who counted, and no difference without its reason.

    Raises: TwoPeopleNeeded, TillMovedOn, DifferenceUnexplained, FreshFactorNeeded, PostMayNot, NotYours.
    """
    try:
        with _by_another(viewer, ACCEPT, till_id) as (this, till):
            to = next_state(till, "accept")
            difference = till["counted_fen"] - till["expected_fen"]
            if difference and not till["reason"]:
                raise DifferenceUnexplained(yuan=yuan(difference))
            execute(
                "INSERT INTO payments_settlement (id, till_id, counted_fen, expected_fen, reason, note, counted_account, counted_person, accepted_account, "
                "accepted_person, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    new_id(), till_id, till["counted_fen"], till["expected_fen"], till["reason"], till["note"], till["counted_account"],
                    till["counted_person"], viewer.account_id, viewer.person_id, this.at,
                ],
            )  # fmt: skip
            execute("UPDATE payments_till SET state = %s WHERE id = %s", [to, till_id])
            told(this, till, "accepted", counted=till["counted_fen"], expected=till["expected_fen"], reason=till["reason"])
    except IntegrityError as fault:
        if "payments_settlement_till_id_key" in str(fault):
            raise moved_on({"state": "closed"}) from fault
        raise


def send_till_back(viewer: Viewer, till_id: UUID) -> None:
    """Have it counted again (退回重点); the count before stays in its line.

    Raises: TwoPeopleNeeded, TillMovedOn, PostMayNot, NotYours.
    """
    with _by_another(viewer, SEND_BACK, till_id) as (this, till):
        to = next_state(till, "send_back")
        execute("UPDATE payments_till SET state = %s, reason = '', note = '' WHERE id = %s", [to, till_id])
        told(this, till, "sent_back")


def correct_till(viewer: Viewer, till_id: UUID, fen: int, said: str) -> None:
    """A line after the close (更正): so many fen more or less, and why. The settlement stays as it was accepted, the correction stands below it.

    Raises: TwoPeopleNeeded, TillMovedOn, NothingDiffers, WordsNeeded, FreshFactorNeeded, PostMayNot, NotYours.
    """
    with _by_another(viewer, CORRECT, till_id) as (this, till):
        if till["state"] != "closed":
            raise moved_on(till)
        why = clean(said)
        if fen == 0:
            raise NothingDiffers
        if len(why) < 2:
            raise WordsNeeded(name_zh="更正的理由", name_en="reason of the correction")
        book(this, till, Booked("correction", fen, fen, said=why))
        told(this, till, "corrected", fen=fen, said=why)
