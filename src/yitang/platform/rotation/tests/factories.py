"""Who keeps the keys: administrators with a session that has just proved its second factor."""

from datetime import date
from uuid import UUID, uuid4

from yitang.kernel.viewer import Viewer
from yitang.platform.database.public import row
from yitang.platform.identity.public import create_account, viewer_of
from yitang.platform.identity.sessions import begin
from yitang.registers.people.tests.factories import somebody


def keeper(post: str, n: int) -> Viewer:
    """Person ``n`` with this post, signed in."""
    account = create_account(f"{post}{n}", "某管理员", somebody(n, phone=f"1390000{n:04}"), "a long password", post, "police", uuid4(), None, date(2020, 1, 1))
    return signed_in(account)


def signed_in(account: UUID) -> Viewer:
    """This account with a session of two factors, proved now."""
    post = row("SELECT id FROM identity_post WHERE account_id = %s", [account])
    assert post
    token, _ = begin("two_factor", account, post["id"])
    found = viewer_of(token)
    assert found
    return found
