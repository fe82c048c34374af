"""What every step of a case does alike: lock it, ask who may not, move its state once, number the act and tell who waits for it."""

from typing import Any
from uuid import UUID

from yitang.kernel.errors import Refusal
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, new_id, row
from yitang.platform.identity.public import NotYours, Place
from yitang.platform.live.public import Event
from yitang.processes.cases.domain import STATES, WORDS
from yitang.processes.cases.errors import CaseMovedOn, CaseSuspended, OwnMatter, PapersDeferred, SamePerson
from yitang.processes.cases.queries import case_row, party_ids
from yitang.registers.people.public import own_persons

# Who does what the program does by itself.
NOBODY = UUID(int=0)


def not_a_party(viewer: Viewer, parties: set[UUID]) -> None:
    """By person, whichever account he uses and under whichever entry of the register he stands (X13).

    Raises: OwnMatter.
    """
    if viewer.person_id and own_persons(viewer.person_id) & parties:
        raise OwnMatter


def not_the_acceptor(viewer: Viewer, case: dict[str, Any], two: bool) -> None:
    """By person, whichever account he uses and under whichever entry of the register he stands (X13).

    Raises: SamePerson.
    """
    if two and viewer.person_id and case["acceptor_person"] in own_persons(viewer.person_id):
        raise SamePerson


def note_step(this: Act, case: dict[str, Any], what: str, viewer: Viewer) -> None:
    """Number the act within its case, and tell the window where it was accepted and the reviewers of its office."""
    this.on("case", case["id"])
    this.about(*party_ids(case["id"]))
    this.trace(case["trace_id"])
    execute(
        "INSERT INTO cases_act (id, case_id, n, act, account_id, window_id, at, log_id) "
        "SELECT %s, %s, count(*) + 1, %s, %s, %s, %s, %s FROM cases_act WHERE case_id = %s",
        [new_id(), case["id"], what, viewer.account_id or NOBODY, viewer.window_id, this.at, this.id, case["id"]],
    )
    for window in {case["window_id"], viewer.window_id} - {None}:
        this.tell(Event(f"window:{window}", "case", {"step": what}))
    this.tell(Event(f"review:{case['accepting_office']}", "case", {"step": what}))


def locked(case_id: UUID) -> dict[str, Any]:
    """The case, its row locked to the end of the act: of two who act on it, the second waits and sees the first's result.

    Raises: NotYours when it does not exist.
    """
    found = row("SELECT * FROM cases_case WHERE id = %s FOR UPDATE", [case_id])
    if found is None:
        raise NotYours
    return found


def not_suspended(case: dict[str, Any]) -> None:
    """Said first, before what else is not there yet.

    Raises: CaseSuspended.
    """
    if case["state"] == "suspended":
        raise CaseSuspended


def nothing_deferred(case: dict[str, Any], decision: str = "grant") -> None:
    """A yes and an issue wait for the papers that come later; a no does not.

    Raises: PapersDeferred.
    """
    if case["deferred"] and decision != "refuse":
        raise PapersDeferred


def overtaken(case_id: UUID) -> Refusal:
    """The refusal for one whose statement changed nothing, since another act came first."""
    state = case_row(case_id).state
    zh, en = WORDS[state]
    return CaseSuspended() if state == "suspended" else CaseMovedOn(state_zh=zh, state=en)


def next_state(case: dict[str, Any], what: str) -> str:
    """The state to which an act leads from the one that the case has.

    Raises: CaseSuspended while it is looked into, CaseMovedOn when the table of states knows no such step.
    """
    to = STATES.get((case["state"], what))
    if to is None:
        not_suspended(case)
        zh, en = WORDS[case["state"]]
        raise CaseMovedOn(state_zh=zh, state=en)
    return to


def move(case: dict[str, Any], what: str) -> None:
    """Move a locked case to the state that an act leads to.

    Raises: CaseMovedOn, CaseSuspended.
    """
    to = next_state(case, what)
    # The state once more in the statement itself: of two acts that both read the same one, the second changes nothing.
    if row("UPDATE cases_case SET state = %s WHERE id = %s AND state = %s RETURNING id", [to, case["id"], case["state"]]) is None:
        raise overtaken(case["id"])


def place(case: dict[str, Any]) -> Place:
    """Where a case lies for its staff: the offices that accepted and manage it."""
    return Place((case["accepting_office"], case["managing_office"]))
