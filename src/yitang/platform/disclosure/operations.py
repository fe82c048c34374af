"""Counting whom somebody of the staff sees, in the transaction that shows it; and raising a budget for its day."""

from collections.abc import Collection
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.text import clean
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act, look, record_refusal
from yitang.platform.database.public import execute, lock, new_id, row, rows, transaction
from yitang.platform.disclosure.access import RAISE
from yitang.platform.disclosure.domain import allowed_to
from yitang.platform.disclosure.errors import BudgetSpent, NotOwnBudget, RaiseOutOfBounds, RaiseWithoutReason
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.policy.public import value

NEW = """
SELECT p.id FROM unnest(%s::uuid[]) AS p (id) WHERE NOT EXISTS (
    SELECT 1 FROM disclosure_day d JOIN disclosure_seen s ON s.day_id = d.id
    WHERE d.viewer_person = %s AND d.post = %s AND d."on" = %s AND s.person_id = p.id
)
"""
OPEN = """
INSERT INTO disclosure_day AS d (id, viewer_person, account_id, office_id, post, "on", seen, allowed) VALUES (%s, %s, %s, %s, %s, %s, 0, %s)
ON CONFLICT (viewer_person, post, "on") DO UPDATE SET account_id = EXCLUDED.account_id RETURNING id, allowed
"""
MARK = "INSERT INTO disclosure_seen (day_id, person_id) SELECT %s, p FROM unnest(%s::uuid[]) AS p ON CONFLICT DO NOTHING RETURNING person_id"
SPEND = "UPDATE disclosure_day SET seen = seen + %s WHERE id = %s AND seen + %s <= allowed"


def show_people(viewer: Viewer, people: Collection[UUID], kind: str = "", thing_id: object = "") -> None:
    """These persons are about to be shown to this viewer: counted once for person, post and day, in the transaction that shows them.

    Whoever has a case opened names it (``kind``, ``thing_id``): its first look of a day then leaves its read row here; who searches or unmasks
    has written one. Citizens, who see themselves, and devices, which show what a window serves, have no budget.

    The row of the day is held to the end of the caller's act, so two looks of one person of the staff come one after the other.

    Raises: BudgetSpent; the look is then undone with the act, and only its refusal is on record.
    """
    if viewer.account_id is None or viewer.person_id is None or not people:
        return
    on, wanted = clock.today(), sorted(set(people))
    with transaction():
        new = [one["id"] for one in rows(NEW, [wanted, viewer.person_id, viewer.post, on])]
        if not new:
            return
        allowed = allowed_to(value("disclosure.budgets"), viewer.post)
        day = row(OPEN, [new_id(), viewer.person_id, viewer.account_id, viewer.office_id, viewer.post, on, allowed])
        assert day is not None
        fresh = len(rows(MARK, [day["id"], new]))
        if fresh and execute(SPEND, [fresh, day["id"], fresh]) != 1:
            refusal = BudgetSpent(allowed=day["allowed"])
            record_refusal(viewer, "look", refusal, kind or "person", thing_id)
            raise refusal
        if kind:
            look(viewer, kind, thing_id, "opened")


def raise_budget(viewer: Viewer, day_id: UUID, more: int, reason: str) -> None:
    """加人数: more distinct persons for today, for somebody of the own office, with a reason.

    Raises: PostMayNot, NotYours (also for a budget of another day), NotOwnBudget, RaiseWithoutReason, RaiseOutOfBounds.
    """
    allow(viewer, RAISE)
    with act(viewer, RAISE) as this:
        lock("disclosure.raise", day_id)
        day = row('SELECT id, viewer_person, office_id, "on" FROM disclosure_day WHERE id = %s FOR UPDATE', [day_id])
        if day is None or day["on"] != clock.today() or day["office_id"] is None:
            raise NotYours
        may(viewer, RAISE, Place((day["office_id"],)))
        if day["viewer_person"] == viewer.person_id:
            raise NotOwnBudget
        said, most = clean(reason), value("disclosure.raise_most")
        if len(said) < 2:
            raise RaiseWithoutReason
        if not 1 <= more <= most:
            raise RaiseOutOfBounds(most=most)
        execute(
            "INSERT INTO disclosure_raise (id, day_id, viewer_person, more, reason, by_account, by_person, at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [new_id(), day_id, day["viewer_person"], more, said, viewer.account_id, viewer.person_id, this.at],
        )
        execute("UPDATE disclosure_day SET allowed = allowed + %s WHERE id = %s", [more, day_id])
        this.on("budget", day_id)
        this.note({"more": more, "reason": said})
