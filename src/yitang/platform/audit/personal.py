"""One key for each person that acts are about: what an act says lies under it, so that it can be erased while the proof of the act stays.

The key is random, kept wrapped by the platform's ``data`` key beside the log, and rotated with it. A payload is closed under the keys of all whom
it is about, then wrapped like any other; the row names the keys, under its MAC and its leaf, so an erased payload is told from one that is missing.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from yitang.kernel import clock
from yitang.platform.database.public import execute, new_id, rows
from yitang.platform.keys.public import close_with, new_secret, open_with, unwrap, wrap

# Held to the end of the act: who destroys the key waits for it, and an act that waited for that one finds no key and makes a new one.
HOLD = "SELECT id, person, cipher FROM audit_personal_key WHERE person = ANY(%s) AND cipher IS NOT NULL ORDER BY person, id FOR SHARE"
LIVE = "SELECT id FROM audit_personal_key WHERE person = ANY(%s) AND cipher IS NOT NULL ORDER BY person, id FOR UPDATE"


def keys_of(persons: Iterable[UUID]) -> dict[UUID, bytes]:
    """The key of each of these persons by its id, held to the end of the transaction; who has none gets one.

    Two acts at once may each make the first key of a person: neither waits for the other, both keys are his, and both are destroyed together.
    """
    wanted, found = sorted(set(persons)), dict[UUID, tuple[UUID, bytes]]()
    for one in rows(HOLD, [wanted]):
        found.setdefault(one["person"], (one["id"], unwrap(one["cipher"], bound_to(one["id"]))))
    for person in wanted:
        if person not in found:
            found[person] = _made(person)
    return dict(found.values())


def _made(person: UUID) -> tuple[UUID, bytes]:
    key_id, secret = new_id(), new_secret()
    execute(
        "INSERT INTO audit_personal_key (id, person, cipher, made_at) VALUES (%s, %s, %s, %s)",
        [key_id, person, wrap(secret, bound_to(key_id)), clock.real_now()],
    )
    return key_id, secret


def live_keys(persons: Iterable[UUID]) -> list[UUID]:
    """Ids of the keys of these persons that are there, held against every act about them to the end of the transaction."""
    return [one["id"] for one in rows(LIVE, [sorted(set(persons))])]


def key_ids(persons: Iterable[UUID]) -> list[UUID]:
    """Ids of all keys that these persons have or had: by which rows about them are found."""
    return [one["id"] for one in rows("SELECT id FROM audit_personal_key WHERE person = ANY(%s) ORDER BY id", [list(persons)])]


def closed(clear: bytes, row_id: UUID, held: Mapping[UUID, bytes]) -> bytes:
    """A payload under each of these keys in ascending order of their ids; under none it stays as it is."""
    for key_id in sorted(held):
        clear = close_with(held[key_id], clear, _of_row(row_id, key_id))
    return clear


def opened(value: bytes, row_id: UUID, held: Mapping[UUID, bytes]) -> bytes:
    """What ``closed`` closed. Raises: CannotUnwrap."""
    for key_id in sorted(held, reverse=True):
        value = open_with(held[key_id], value, _of_row(row_id, key_id))
    return value


def secrets(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The keys of these ids that are there, to read by. Raises: CannotUnwrap."""
    found = rows("SELECT id, cipher FROM audit_personal_key WHERE id = ANY(%s) AND cipher IS NOT NULL", [list(set(ids))])
    return {one["id"]: unwrap(one["cipher"], bound_to(one["id"])) for one in found}


def bound_to(key_id: UUID) -> str:
    """To what the wrapped key is bound."""
    return f"audit_personal_key:cipher:{key_id}"


def _of_row(row_id: UUID, key_id: UUID) -> str:
    return f"payload of {row_id} under {key_id}"
