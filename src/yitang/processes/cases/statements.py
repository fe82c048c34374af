"""The signed statement in a document's QR: kind, serial, last four signs, dates; Ed25519 under a domain of its own."""

import base64
import binascii
import json

from yitang.platform.database.public import row
from yitang.platform.keys.public import same, sign, verify
from yitang.processes.cases.domain import Verdict
from yitang.registers.drivers.public import serial_is_current
from yitang.registers.vehicles.public import entry_is_current, release_stands, vehicle_licence_is_current

USE = "document"
# Whether the same owner has filed anew for the same vehicle since.
LAST_FILING = """
SELECT NOT EXISTS (
    SELECT 1 FROM cases_document later JOIN cases_case c ON c.id = later.case_id
    WHERE c.business = mine.business AND c.subject_id = mine.subject_id AND c.applicant_id = mine.applicant_id AND later.issued_at > d.issued_at
) AS last FROM cases_document d JOIN cases_case mine ON mine.id = d.case_id WHERE d.serial = %s AND d.kind = 'filing'
"""
MOST = 600


def filing_is_last(serial: str) -> bool | None:
    """Whether a filing is the last of its owner for its vehicle; None when there never was one of this serial."""
    found = row(LAST_FILING, [serial])
    return found["last"] if found else None


# Which register stands by which kind of statement.
STANDS = {
    "driving_licence": serial_is_current, "mortgage_entry": entry_is_current, "mortgage_release": release_stands,
    "vehicle_licence": vehicle_licence_is_current, "contact_filing": filing_is_last,
}  # fmt: skip


def make_statement(kind: str, serial: str, last4: str, issued: str, until: str) -> str:
    """The statement as URL-safe text: payload, key id and signature, each readable by anybody who has the public key."""
    body = json.dumps([1, kind, serial, last4, issued, until], separators=(",", ":")).encode()
    key_id, signature = sign(USE, body)
    return ".".join((_pack(body), key_id.replace(".", "~"), _pack(signature)))


def _pack(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unpack(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def verify_statement(token: str, last4: str = "") -> Verdict:
    """Check a statement, and whether the register still stands by it. ``last4``: as printed on the document in hand, if given.

    A copied code on another person's document says ``other_holder``; one of an earlier document says ``superseded``.
    """
    try:
        body_text, key_id, signature = token[:MOST].split(".")
        body = _unpack(body_text)
        good = verify(USE, key_id.replace("~", "."), body, _unpack(signature))
        version, kind, serial, ending, issued, until = json.loads(body)
    except (ValueError, TypeError, OSError, binascii.Error):
        return Verdict("forged")
    if not good or version != 1:
        return Verdict("forged")
    said = (kind, serial, ending, issued, until)
    if last4 and not same(last4.strip().upper(), ending):
        return Verdict("other_holder")
    current = STANDS[kind](serial) if kind in STANDS else None
    if current is None:
        return Verdict("unknown", *said)
    return Verdict("valid" if current else "superseded", *said)
