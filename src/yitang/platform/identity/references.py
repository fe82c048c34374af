"""By which other rooms find an account, once they have asked whether the viewer may."""

from collections.abc import Iterable
from uuid import UUID

from yitang.platform.database.public import row, rows


def account_with_badge(login: str) -> UUID | None:
    """The account with exactly this badge number."""
    found = row("SELECT id FROM identity_account WHERE login = %s", [login.strip()])
    return found["id"] if found else None


def device_names(device_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of devices, for lists that show from which one something was done."""
    return {one["id"]: one["name"] for one in rows("SELECT id, name FROM identity_device WHERE id = ANY(%s)", [list(device_ids)])}
