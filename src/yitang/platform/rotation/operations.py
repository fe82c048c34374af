"""What is done with keys while the office is open: a new one is made, an old one is put away. Reached through ``changes.confirm_change`` alone."""

from pathlib import Path

from yitang.kernel import clock
from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.database.public import PEPPER, lock
from yitang.platform.identity.public import allow
from yitang.platform.keys.public import INVENTORY, current_id, ids, made_at, pepper_number, rotate, take_out
from yitang.platform.policy.public import value
from yitang.platform.rotation.access import RETIRE, ROTATE
from yitang.platform.rotation.errors import FolderHoldsAnother, KeyIsCurrent, KeyStillInUse, KeyStillVerifies, KeyTooYoung, NoSuchKey, PepperUnderWay
from yitang.platform.rotation.places import found_by
from yitang.platform.rotation.rewrapping import clear_column, unfilled, uses


def rotate_key(viewer: Viewer, name: str) -> str:
    """Make a new current key of a name of the inventory; what was closed or signed with the older ones still opens and verifies.

    The file of the key is made before the log's row commits: cut off in between, the key is there and current, and ``keys list`` shows it; a
    second try makes one more. Returns: the id of the new key.

    Raises: PostMayNot, NoSuchKey; PepperUnderWay while two peppers of a column count.
    """
    allow(viewer, ROTATE)
    can_rotate(name)
    with act(viewer, ROTATE) as this:
        lock("keys.rotate", name)
        former = current_id(name)
        for index in found_by(name):
            if len(ids(name)) > 1:
                raise PepperUnderWay(key=ids(name)[0])
            # The column of the new one may hold digests of the last but one, whose clearing was cut off.
            clear_column(index, pepper_number(former) + 1)
        new = rotate(name)
        this.on("key", new)
        this.note({"former": former})
    return new


def retire_key(viewer: Viewer, key_id: str, target: Path) -> None:
    """Put an old key away into a folder, once nothing that is stored needs it. Backups of its time do: keep it as long as them.

    Of a pepper: whoever writes under it is waited for (its lock, held by writers to the end of their act), then every row must have its digest
    under the newer one; who writes afterwards writes under that one alone. Cut off after the file has moved and before the log's row commits, the key
    is put away without its row; its file in the folder tells when.

    Raises: PostMayNot, NoSuchKey, KeyIsCurrent, KeyStillVerifies, KeyStillInUse, KeyTooYoung, FolderHoldsAnother.
    """
    allow(viewer, RETIRE)
    name = can_retire(key_id)
    with act(viewer, RETIRE) as this:
        lock(PEPPER, name.removeprefix("pepper-"))
        left = sum(unfilled(index) for index in found_by(name)) if found_by(name) else uses()[key_id]
        if left:
            raise KeyStillInUse(key=key_id, left=left)
        this.on("key", key_id)
        try:
            take_out(key_id, target)
        except FileExistsError as fault:
            raise FolderHoldsAnother(key=key_id) from fault


def when_retired(key_id: str) -> None:
    """What a pepper found is forgotten, once the act that put it away has committed: whoever still looks by it has been waited for."""
    for index in found_by(key_id.rpartition(".")[0]):
        clear_column(index, pepper_number(key_id))


def can_rotate(name: str) -> None:
    """A new key of this name can be asked for.

    Raises: NoSuchKey, PepperUnderWay.
    """
    if name not in INVENTORY:
        raise NoSuchKey(key=name)
    if found_by(name) and len(ids(name)) > 1:
        raise PepperUnderWay(key=ids(name)[0])


def can_retire(key_id: str) -> str:
    """Putting this key away can be asked for. Returns: its name.

    Raises: NoSuchKey, KeyIsCurrent, KeyStillVerifies, KeyTooYoung.
    """
    name = key_id.rpartition(".")[0]
    if name not in INVENTORY or key_id not in ids(name):
        raise NoSuchKey(key=key_id)
    if key_id == ids(name)[-1]:
        raise KeyIsCurrent(key=key_id)
    if name.startswith("sign-"):
        raise KeyStillVerifies(key=key_id)
    successor = ids(name)[ids(name).index(key_id) + 1]
    if clock.real_now().timestamp() - made_at(successor) < 3600 * value("keys.retire_after_h"):
        raise KeyTooYoung(key=key_id, hours=value("keys.retire_after_h"))
    return name
