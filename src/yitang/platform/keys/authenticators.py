"""Security keys and platform authenticators (W3C Web Authentication level 2), checked by ``webauthn``: what a browser brings is right, or refused.

Nothing here is kept: challenges and public halves lie with ``platform/identity``.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from yitang.platform.keys.errors import AuthenticatorRefused

CHALLENGE_BYTES = 32
LONGEST = 16_000
# What reading bytes that somebody made up may end with: the library's own refusals, and faults of the decoders beneath it.
UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, EOFError)


@dataclass(frozen=True, slots=True)
class Party:
    """For whom keys are made and asked: ``rp_id`` the host's name, ``origin`` scheme, host and port as the browser says it."""

    rp_id: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """What is kept of a key: its id, its public half (COSE) and how often it says that it signed. None of it is a secret."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def new_challenge() -> bytes:
    """256 random bits (ASVS 6.7.2 asks for 64 at least, our measure for 128)."""
    return os.urandom(CHALLENGE_BYTES)


def enrolment_options(party: Party, challenge: bytes, holder: bytes, login: str, known: Sequence[bytes], lives_s: int) -> str:
    """What the browser is told to make a key: JSON for ``PublicKeyCredential.parseCreationOptionsFromJSON``.

    The key is to find itself (resident), so that at sign-in nobody is told which keys an account has. ``holder``: a handle of the account
    that says nothing; ``known``: ids of keys that are not to be made again.
    """
    return options_to_json(
        generate_registration_options(
            rp_id=party.rp_id, rp_name=party.name, user_id=holder, user_name=login, challenge=challenge, timeout=lives_s * 1000,
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.PREFERRED
            ),
        )
    )  # fmt: skip


def assertion_options(party: Party, challenge: bytes, lives_s: int) -> str:
    """What the browser is told to ask a key: JSON for ``PublicKeyCredential.parseRequestOptionsFromJSON``. No account and no key is named."""
    return options_to_json(
        generate_authentication_options(rp_id=party.rp_id, challenge=challenge, timeout=lives_s * 1000, user_verification=UserVerificationRequirement.PREFERRED)
    )


def enrolled(party: Party, challenge: bytes, answer: str) -> NewKey:
    """The key that a browser made for this challenge, at this origin, for this party.

    Raises: AuthenticatorRefused.
    """
    if len(answer) > LONGEST:
        raise AuthenticatorRefused
    try:
        found = verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=party.rp_id, expected_origin=party.origin
        )  # fmt: skip
    except UNREADABLE as fault:
        raise AuthenticatorRefused from fault
    return NewKey(found.credential_id, found.credential_public_key, found.sign_count)


def key_named(answer: str) -> bytes:
    """The id of the key that an answer says it comes from; whether that is so is not yet known.

    Raises: AuthenticatorRefused.
    """
    if len(answer) > LONGEST:
        raise AuthenticatorRefused
    try:
        return parse_authentication_credential_json(answer).raw_id
    except UNREADABLE as fault:
        raise AuthenticatorRefused from fault


def asserted(party: Party, challenge: bytes, answer: str, public_key: bytes) -> int:
    """Whether the key with this public half signed this challenge, at this origin, with somebody there. Returns: how often it says that it signed.

    Whether that number went back is for the caller to ask: only of a signature that is right does it mean anything.

    Raises: AuthenticatorRefused.
    """
    if len(answer) > LONGEST:
        raise AuthenticatorRefused
    try:
        found = verify_authentication_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=party.rp_id, expected_origin=party.origin,
            credential_public_key=public_key, credential_current_sign_count=0,
        )  # fmt: skip
    except UNREADABLE as fault:
        raise AuthenticatorRefused from fault
    return found.new_sign_count
