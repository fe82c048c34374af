"""How budgets stand: the own one, and those of an office for its head."""

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row, rows
from yitang.platform.disclosure.access import SEE
from yitang.platform.disclosure.domain import BudgetRow, Standing, allowed_to, standing
from yitang.platform.identity.public import NotYours, Place, allow, may
from yitang.platform.policy.public import value


def own_budget(viewer: Viewer) -> Standing:
    """How many persons the viewer has seen today at this post, of how many."""
    found = row(
        'SELECT seen, allowed FROM disclosure_day WHERE viewer_person = %s AND post = %s AND "on" = %s', [viewer.person_id, viewer.post, clock.today()]
    ) or {"seen": 0, "allowed": allowed_to(value("disclosure.budgets"), viewer.post)}
    return standing(found["seen"], found["allowed"], value("disclosure.warn_share"))


def budgets_today(viewer: Viewer) -> list[BudgetRow]:
    """Today's budgets of the viewer's office, the fullest first; no person behind them.

    Raises: PostMayNot, NotYours.
    """
    allow(viewer, SEE)
    if viewer.office_id is None:
        raise NotYours
    may(viewer, SEE, Place((viewer.office_id,)))
    found = rows(
        "SELECT d.id, d.account_id, d.viewer_person, d.post, d.seen, d.allowed, coalesce(sum(u.more), 0)::int AS raised, "
        "coalesce(array_agg(u.reason ORDER BY u.at) FILTER (WHERE u.id IS NOT NULL), '{}') AS why FROM disclosure_day d "
        'LEFT JOIN disclosure_raise u ON u.day_id = d.id WHERE d.office_id = %s AND d."on" = %s GROUP BY d.id '
        "ORDER BY d.seen::float / greatest(d.allowed, 1) DESC, d.id LIMIT 500",
        [viewer.office_id, clock.today()],
    )
    share = value("disclosure.warn_share")
    return [
        BudgetRow(
            one["id"], one["account_id"], one["post"], standing(one["seen"], one["allowed"], share), one["raised"], tuple(one["why"]),
            one["viewer_person"] == viewer.person_id,
        )
        for one in found
    ]  # fmt: skip
