"""Photos of papers with a pre-check: the citizen on the own phone, or the guide for somebody who has none. Wiped when nothing comes of it."""

from datetime import timedelta
from uuid import UUID

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import lock, rows
from yitang.platform.identity.public import allow
from yitang.platform.policy.public import value
from yitang.platform.uploads.public import Belongs, Decoded, keep, let_go, stale_things, upload_of, wipe_let_go
from yitang.processes.guidance.access import ADD_PHOTO, REMOVE_PHOTO
from yitang.processes.guidance.errors import PaperNotAsked, PrecheckOver
from yitang.processes.guidance.queries import PrecheckRow, load
from yitang.processes.queue.public import ended_among
from yitang.registers.catalogue.public import business
from yitang.registers.offices.public import hall, offices

SLOT = "precheck_paper"
WIPE = "guidance.wipe_photos"
LED = "SELECT precheck_id, ticket_id FROM guidance_led WHERE precheck_id = ANY(%s)"


def _open(viewer: Viewer, precheck_id: UUID, what: str, material: str | None = None) -> PrecheckRow:
    found, _ = load(viewer, precheck_id, what)
    if material is not None and material not in {m.id for m in business(found.business).materials}:
        raise PaperNotAsked
    if found.ticket_id and ended_among([found.ticket_id]):
        raise PrecheckOver
    if clock.now() - found.at >= timedelta(hours=value("uploads.precheck_kept_h")):
        raise PrecheckOver
    return found


def may_photograph(viewer: Viewer, precheck_id: UUID, material: str) -> None:
    """Whether a photo may be added now, asked before it is looked at; the act asks again.

    Raises: PostMayNot, NotYours, PaperNotAsked, PrecheckOver.
    """
    allow(viewer, ADD_PHOTO)
    _open(viewer, precheck_id, ADD_PHOTO, material)


def add_photo(viewer: Viewer, precheck_id: UUID, material: str, sent_name: str, found: Decoded) -> UUID:
    """Add a photo that was looked at, as this paper of the business. Returns: the file's id.

    The pre-check's lock is held to the commit: a wiping that begins meanwhile waits, one that ended refuses it.

    Raises: PostMayNot, NotYours, PaperNotAsked, PrecheckOver, SlotFull, UploadQuotaSpent.
    """
    allow(viewer, ADD_PHOTO)
    with act(viewer, ADD_PHOTO) as this:
        lock("guidance.precheck", precheck_id)
        precheck = _open(viewer, precheck_id, ADD_PHOTO, material)
        office_id = hall(viewer.hall_id).office_id if viewer.hall_id else offices()[0].id
        upload_id = keep(this, found, sent_name, Belongs(precheck.id, office_id, material))
        this.trace(precheck.trace_id)
        this.on("precheck", precheck.id)
        this.note({"material": material})
    return upload_id


def remove_photo(viewer: Viewer, precheck_id: UUID, upload_id: UUID) -> None:
    """Take a photo away: nobody sees it from now on, and its bytes are wiped.

    Raises: PostMayNot, NotYours, PrecheckOver, UploadGone.
    """
    allow(viewer, REMOVE_PHOTO)
    with act(viewer, REMOVE_PHOTO) as this:
        lock("guidance.precheck", precheck_id)
        precheck = _open(viewer, precheck_id, REMOVE_PHOTO)
        upload_of(precheck.id, upload_id)
        let_go(this, [precheck.id], upload_id)
        this.trace(precheck.trace_id)
        this.on("precheck", precheck.id)
        this.note({"upload": str(upload_id)})


def wipe_photos() -> int:
    """Let go what is older than ``uploads.precheck_kept_h`` and belongs to no number that still waits or is served, then wipe its bytes.

    Done again it does nothing. Returns: how many pre-checks were let go.
    """
    before = clock.now() - timedelta(hours=value("uploads.precheck_kept_h"))
    things = stale_things(SLOT, before)
    led = rows(LED, [things])
    ended = set(ended_among([r["ticket_id"] for r in led]))
    kept = {r["precheck_id"] for r in led if r["ticket_id"] not in ended}
    over = [thing for thing in things if thing not in kept]
    if over:
        with act(Viewer.system(), WIPE) as this:
            lock("guidance.precheck", *over)
            files = let_go(this, over)
            this.on("prechecks", len(over))
            this.note({"prechecks": [str(one) for one in over], "files": files})
    wipe_let_go()
    return len(over)
