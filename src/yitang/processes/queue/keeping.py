"""How long the queue knows whose a number was: with a case, the case's file says it; without one, not for long."""

from yitang.platform.database.public import Block, Kept

CLOSED = "r.state IN ('done', 'left') AND r.closed_at IS NOT NULL"
# Whoever is in a visit in another role than that of the holder of its number came in with a case.
CASE = "EXISTS (SELECT 1 FROM queue_visit_person p WHERE p.visit_id = {} AND p.role <> 'holder')"
OPEN = "EXISTS (SELECT 1 FROM queue_ticket t WHERE t.visit_id = {} AND t.state NOT IN ('done', 'left'))"


def _blocks(visit: str) -> tuple[Block, ...]:
    return (
        Block("有业务：随业务档案保存", "there is a case: kept with its file", CASE.format(visit)),
        Block("同一次来访还有没结束的号", "another number of the visit is not over", OPEN.format(visit)),
    )


KEPT = (
    Kept("queue.visit_people", "没有业务的来访里的人", "people of visits without a case", "queue_visit_person",
         "(SELECT v.started_at FROM queue_visit v WHERE v.id = r.visit_id)", "retention.tickets_days", blocks=_blocks("r.visit_id")),
    Kept("queue.tickets", "没有业务的号是谁的", "whose a number without a case was", "queue_ticket", "r.closed_at", "retention.tickets_days",
         only=CLOSED, blank=("person_id", "session_id"), blocks=_blocks("r.visit_id")),
    Kept("queue.visits", "没有业务的来访来自哪部手机", "from which phone a visit without a case came", "queue_visit", "r.started_at",
         "retention.tickets_days", blank=("session_id",), blocks=_blocks("r.id")),
)  # fmt: skip
