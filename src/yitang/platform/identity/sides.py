"""Posts and sides: nobody holds posts of two sides, over all accounts of that person. The foreign key of open posts is the guarantee."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError

from yitang.kernel import clock
from yitang.platform.database.public import execute, lock, new_id, row
from yitang.platform.identity.admin_errors import OnOtherSide
from yitang.platform.identity.domain import side_of

KEY = "open_post_is_on_the_side_of_its_person"
# Moves a person to another side when nothing holds him on the one that he is on; the foreign key of his open posts refuses it otherwise.
TAKE = """
INSERT INTO identity_side AS s (person_id, side) VALUES (%s, %s)
ON CONFLICT (person_id) DO UPDATE SET side = EXCLUDED.side WHERE s.side <> EXCLUDED.side
"""
OPEN = """
INSERT INTO identity_post (id, account_id, person_id, post, service, office_id, hall_id, from_on, to_on, side)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
OVER = "UPDATE identity_post SET side = NULL, ended_at = %s WHERE ended_at IS NULL AND to_on < %s"


def today() -> date:
    """The day of posts, in real time as sessions are."""
    return clock.local(clock.real_now()).date()


def hold_person(person_id: UUID) -> None:
    """One act at a time on the posts of a person, to the end of the transaction."""
    lock("identity.person", person_id)


def stands_elsewhere(person_id: UUID, post: str) -> bool:
    """Whether an open post, in whatever account, keeps this person on another side than this post's. Posts whose last day is past keep nobody."""
    found = row(
        "SELECT 1 AS yes FROM identity_post WHERE person_id = %s AND ended_at IS NULL AND side <> %s AND (to_on IS NULL OR to_on >= %s) LIMIT 1",
        [person_id, side_of(post), today()],
    )
    return found is not None


def open_post(
    account_id: UUID, person_id: UUID, post: str, service: str, office_id: UUID, hall_id: UUID | None, from_on: date, to_on: date | None = None,
) -> UUID:  # fmt: skip
    """Give an account a post, within the caller's act, which says why. Returns: the post's id.

    Raises: OnOtherSide when an open post of this person stands on another side, in whatever account (GB/T 22239-2019 8.1.4.2 d).
    """
    hold_person(person_id)
    post_id, side = new_id(), side_of(post)
    execute(f"{OVER} AND person_id = %s", [clock.real_now(), today(), person_id])
    if stands_elsewhere(person_id, post):
        raise OnOtherSide
    try:
        execute(TAKE, [person_id, side])
        execute(OPEN, [post_id, account_id, person_id, post, service, office_id, hall_id, from_on, to_on, side])
    except IntegrityError as fault:
        if KEY not in str(fault):
            raise
        raise OnOtherSide from fault
    return post_id


def sweep_posts() -> int:
    """Posts whose last day is past end, and keep their person on no side any more. Returns: how many."""
    return execute(OVER, [clock.real_now(), today()])
