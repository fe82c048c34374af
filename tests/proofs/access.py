"""The part of the day that keeps what people are told and owed: forgetting what was kept long enough; each cut off everywhere like the others."""

from datetime import timedelta

from tests.proofs.administrators import Cutting
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row
from yitang.platform.disclosure.public import raise_budget
from yitang.platform.retention.public import end_run, forget_some, rules, slot_of


def forgetting(day: Cutting) -> None:
    """Invitations of a month ago, and the end of the run."""
    execute("UPDATE feedback_invitation SET opened_at = %s", [clock.now() - timedelta(days=40)])
    kept, slot = next(one for one in rules() if one.name == "feedback.invitations"), slot_of(clock.real_now())
    day.do("retention.operations.forget_some", lambda: forget_some(Viewer.system(), kept, slot))
    day.do("retention.operations.end_run", lambda: end_run(Viewer.system(), slot))


def more_people(day: Cutting, chief: Viewer) -> None:
    """A budget of today is raised."""
    found = row("SELECT id FROM disclosure_day WHERE viewer_person <> %s", [chief.person_id])
    assert found
    day.do("disclosure.operations.raise_budget", lambda: raise_budget(chief, found["id"], 5, "年底清档"))
