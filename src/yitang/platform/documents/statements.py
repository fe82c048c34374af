"""The signed code of a printed paper (Ed25519, domain ``document``): readable by anybody who has the public key, also without a line."""

import base64
import binascii

from yitang.platform.documents.domain import Statement, body_of, read_body
from yitang.platform.keys.public import sign, verify

USE = "document"
MOST = 600


def make_statement(said: Statement) -> str:
    """The statement as URL-safe text: body, key id and signature."""
    body = body_of(said)
    key_id, signature = sign(USE, body)
    return ".".join((_pack(body), key_id.replace(".", "~"), _pack(signature)))


def read_statement(token: str) -> Statement | None:
    """What a code says, if it is one of ours and nobody has changed it; nothing otherwise."""
    try:
        text, key_id, signature = token[:MOST].split(".")
        body = _unpack(text)
        return read_body(body) if verify(USE, key_id.replace("~", "."), body, _unpack(signature)) else None
    except (ValueError, TypeError, OSError, binascii.Error):
        return None


def _pack(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unpack(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
