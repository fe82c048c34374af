"""Posts that were there before sides were: each person stands on one side from the migration on."""

from typing import Any

from django.core.management import call_command
from django.db import connections

from yitang.platform.database.grants import grant
from yitang.platform.database.public import rows
from yitang.platform.identity.tests.administrators import owner


def test_an_office_that_worked_before_keeps_its_posts_and_nobody_stands_on_two_sides(city: dict[str, Any]) -> None:
    def migrate(*to: str) -> None:
        connections["default"].close()
        call_command("migrate", "identity", *to, database="owner", verbosity=0)

    migrate("0001")
    try:
        owner("DELETE FROM identity_post WHERE post IN ('security', 'audit')")
        owner(
            "INSERT INTO identity_post (id, account_id, post, service, office_id, from_on) "
            "SELECT gen_random_uuid(), account_id, 'chief', 'police', office_id, from_on FROM identity_post WHERE post = 'admin'"
        )
    finally:
        migrate()
        grant(connections["default"].settings_dict["USER"])
    held = {(r["login"], r["post"]): (r["side"], r["over"]) for r in rows(
        "SELECT a.login, p.post, p.side, p.ended_at IS NOT NULL AS over FROM identity_post p JOIN identity_account a ON a.id = p.account_id "
        "WHERE a.person_id = p.person_id AND a.login IN ('admin', 'chief', 'c03')")}  # fmt: skip
    assert held == {
        ("admin", "admin"): ("system", False), ("admin", "chief"): (None, True), ("chief", "chief"): ("business", False), ("c03", "clerk"): ("business", False),
    }  # fmt: skip
    assert rows("SELECT 1 FROM identity_post WHERE ended_at IS NULL AND side IS NULL") == []
