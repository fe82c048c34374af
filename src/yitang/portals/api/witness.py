"""The witness's side of a log: another installation leaves its signed heads and leaves here, and may read its own again.

Its signature on the request says who speaks; a batch is kept once, so a request needs no key of its own.
"""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from yitang.platform.audit.public import batch_of
from yitang.platform.custody.public import Request, SenderUnknown, keep_batch, kept_batches, last_kept
from yitang.portals.api.v1 import ANY, Refused

router = Router()
PAGE = 20
HEX = r"^([0-9a-f]{2})*$"
DIGEST = r"^[0-9a-f]{64}$"
MOST = 2**53
Leaf = Annotated[str, Field(pattern=DIGEST)]


class SecondTree(Schema):
    """The SM3 tree beside the other: where it begins, its root, a leaf for each row of the batch."""

    model_config = ConfigDict(extra="forbid")

    start: int = Field(ge=0, le=MOST)
    root: str = Field(pattern=DIGEST)
    leaves: list[Leaf] = Field(max_length=10_000)


class LostRows(Schema):
    """Rows of the sender's log that are known to be lost: from which place, and size and root of the head that had them."""

    model_config = ConfigDict(extra="forbid")

    start: int = Field(ge=0, le=MOST)
    size: int = Field(ge=1, le=MOST)
    root: str = Field(pattern=DIGEST)


class SealedBatch(Schema):
    """封存的一批: rows after it, root in hex, its time, key and signature, the leaves that it added in hex."""

    model_config = ConfigDict(extra="forbid")

    size: int = Field(ge=1, le=MOST)
    root: str = Field(pattern=DIGEST)
    at: str = Field(max_length=40)
    key: str = Field(max_length=60)
    signature: str = Field(pattern=HEX, max_length=200)
    leaves: list[Leaf] = Field(min_length=1, max_length=10_000)
    sm3: SecondTree | None = None
    gap: LostRows | None = None


class Kept(Schema):
    """What is kept now: the size and the root of the batch that was sent."""

    size: int
    root: str


class Batches(Schema):
    """Batches as they were sent, oldest first."""

    batches: list[dict[str, Any]]


ANSWERS = {**ANY, 401: Refused, 409: Refused}


def signed(request: HttpRequest) -> Request:
    """The request with its signature. Raises: SenderUnknown when that makes no sense."""
    said = {name: request.headers.get(f"X-Witness-{name}", "") for name in ("Installation", "Key", "Time", "Signature")}
    try:
        if len(said["Time"]) > 15 or len(said["Installation"]) > 40 or "\0" in said["Installation"]:
            raise SenderUnknown
        at, signature = int(said["Time"]), bytes.fromhex(said["Signature"])
    except ValueError as fault:
        raise SenderUnknown from fault
    return Request(said["Installation"], said["Key"], at, signature, request.method or "", request.get_full_path(), request.body)


@router.post("heads", response={200: Kept, **ANSWERS}, auth=None)
def keep_head(request: HttpRequest, said: SealedBatch) -> Kept:
    """Another installation leaves a signed head with its leaves; refused when it does not continue what is kept of that log."""
    batch = batch_of(said.model_dump(exclude_none=True))
    keep_batch(signed(request), batch)
    return Kept(size=batch.size, root=batch.root.hex())


@router.get("heads", response={200: Batches, **ANSWERS}, auth=None)
def read_heads(request: HttpRequest, after: int = 0) -> Batches:
    """What is kept of the sender's own log after so many batches, a page at a time."""
    return Batches(batches=kept_batches(signed(request), max(0, min(after, MOST)), PAGE))


@router.get("heads/last", response={200: Batches, **ANSWERS}, auth=None)
def read_last(request: HttpRequest) -> Batches:
    """The newest that is kept of the sender's own log, or nothing."""
    return Batches(batches=last_kept(signed(request)))
