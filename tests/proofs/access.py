"""The part of the day that keeps what people are told and owed: forgetting what was kept long enough; each cut off everywhere like the others."""

from datetime import timedelta
from typing import Any

from tests.proofs.administrators import Cutting
from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import execute, row
from yitang.platform.disclosure.public import raise_budget
from yitang.platform.exports import public as exports
from yitang.platform.policy.public import forget
from yitang.platform.retention.public import end_run, forget_some, rules, slot_of
from yitang.processes.requests.public import answer, ask, ask_at_desk, correct, refuse, withdraw
from yitang.registers.people.public import id_of_number


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


def data_requests(day: Cutting, city: dict[str, Any], clerk: Viewer, chief: Viewer) -> None:
    """A copy, a deletion and a correction are asked for, answered, refused and withdrawn. ``chief``: his second factor is fresh."""
    number, office = city["cast"]["lost"].number, city["office"]
    citizen = Viewer(person_id=id_of_number(number), post="citizen", level="code")
    copy = day.do("requests.operations.ask", lambda: ask(citizen, "copy", "", "", "", office))
    day.do("requests.operations.withdraw", lambda: withdraw(citizen, copy))
    gone = day.do("requests.operations.ask_at_desk", lambda: ask_at_desk(clerk, number, "delete", "", "", "", seen=True))
    day.do("requests.operations.answer", lambda: answer(chief, gone, "能删的删了"))
    wrong = ask(citizen, "correct", "", "name", "梁对名", office)
    day.do("requests.operations.correct", lambda: correct(chief, wrong, "name", "梁对名", "已更正"))
    other = ask(citizen, "copy", "", "", "", office)
    day.do("requests.operations.refuse", lambda: refuse(chief, other, "not_here", "不在这里"))


def lists_as_files(day: Cutting, chief: Viewer, reviewer: Viewer) -> None:
    """A list is made and taken; a large one is let go, another is not. Both have a fresh second factor."""
    on, why = clock.today(), "报市局的月度统计"
    small = day.do("exports.operations.ask", lambda: exports.ask(chief, "cases.accepted", on, on, "csv", why))
    day.do("exports.operations.make", lambda: exports.make(small))
    day.do("exports.operations.take", lambda: exports.take(chief, small))
    execute("UPDATE policy_value SET value = '1' WHERE name = 'exports.cap_rows'")
    forget()
    large, other = (exports.ask(chief, "cases.accepted", on, on, "csv", why) for _ in range(2))
    day.do("exports.operations.approve", lambda: exports.approve(reviewer, large))
    day.do("exports.operations.refuse", lambda: exports.refuse(reviewer, other))
