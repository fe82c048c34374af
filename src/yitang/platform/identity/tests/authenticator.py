"""A security key made by hand for the tests (WebAuthn level 2, §6.1, §6.5, §8.7): P-256, attestation ``none``, a count that goes up."""

import base64
import hashlib
import json
import os
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class HandMadeKey:
    """One key; each field that a browser or key adds can be said wrongly."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.count = 0

    def _data(self, rp_id: str, flags: int) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _said(self, kind: str, options: str, origin: str | None) -> bytes:
        challenge = json.loads(options)["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin or settings.YITANG_ORIGIN, "crossOrigin": False}).encode()

    def made(self, options: str, origin: str | None = None, rp_id: str = "", kind: str = "webauthn.create", flags: int = PRESENT) -> str:
        """What a browser says when this key was made for these options."""
        point = self.private.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        party = rp_id or json.loads(options)["rp"]["id"]
        data = self._data(party, flags | ATTESTED) + bytes(16) + struct.pack(">H", len(self.id)) + self.id + public
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._shown({"clientDataJSON": text(self._said(kind, options, origin)), "attestationObject": text(attestation)})

    def asserted(
        self, options: str, origin: str | None = None, rp_id: str = "", kind: str = "webauthn.get", flags: int = PRESENT | VERIFIED, counts: bool = True
    ) -> str:
        """What a browser says when this key has signed what these options ask."""
        self.count += counts
        data, said = self._data(rp_id or json.loads(options)["rpId"], flags), self._said(kind, options, origin)
        signature = self.private.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._shown({"clientDataJSON": text(said), "authenticatorData": text(data), "signature": text(signature)})

    def _shown(self, response: dict[str, Any]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response, "clientExtensionResults": {}})
