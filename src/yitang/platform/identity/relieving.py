"""One member of staff takes another's place at a window (交接班): one session ends where the other begins, in one transaction."""

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, rows
from yitang.platform.identity.errors import NoColleagueHere, SameOfficer, SignInNeeded
from yitang.platform.identity.sessions import viewer_of
from yitang.platform.identity.sign_in import Known, open_session


def relieve(this: Act, old: Viewer, known: Known, take_over: bool) -> tuple[str, Viewer]:  # noqa: ARG001 - in the caller's act
    """End the old session at its window and open one for the colleague who was ``when_known``; in the caller's act.

    Both accounts are held to the commit, in order, so that two who relieve each other crosswise do not wait for each other for ever.
    Returns: the cookie, shown once, and the colleague. Raises: SameOfficer, NoColleagueHere for another post, office or hall, SignInNeeded
    when the old session has ended or was locked meanwhile, WindowSessionElsewhere, SignInFailed when the code was used meanwhile, KeyNeeded.
    """
    account, post = known.account, known.post
    if account["id"] == old.account_id or account["person_id"] == old.person_id:
        raise SameOfficer
    if (post["post"], post["office_id"], post["hall_id"]) != (old.post, old.office_id, old.hall_id):
        raise NoColleagueHere
    rows("SELECT id FROM identity_account WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [[old.account_id, account["id"]]])
    ended = "UPDATE identity_session SET ended_at = %s, end_reason = 'handed_over' WHERE id = %s AND ended_at IS NULL AND locked_at IS NULL"
    if execute(ended, [clock.real_now(), old.session_id]) != 1:
        raise SignInNeeded
    token = open_session(known, old.window_id, take_over)
    colleague = viewer_of(token)
    if colleague is None:
        raise SignInNeeded
    return token, colleague
