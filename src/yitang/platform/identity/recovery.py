"""Recovery codes: ten that a person keeps on paper, each in place of one second factor, once.

A code has 120 random bits (ASVS 6.5.2: from 112 bits on no slow hash is needed), so what is stored is its SHA-256. Letters and digits that look
alike are read as those that can stand in a code.
"""

import unicodedata
from datetime import datetime
from uuid import UUID

from yitang.kernel import clock
from yitang.platform.audit.public import Act
from yitang.platform.database.public import execute, execute_many, new_id, row
from yitang.platform.keys.public import digest_token, random_base32
from yitang.platform.policy.public import value

SIGNS, GROUP = 24, 4
# Base 32 has no 0, 1 and 8 (RFC 4648 §6): who reads one off his paper means the letter beside it.
MEANT = str.maketrans({"0": "O", "1": "I", "8": "B"})


def read(text: str, signs: int = SIGNS) -> str:
    """A code of so many signs as it was typed, without blanks and strokes, in capitals; nothing when it cannot be one."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum()).translate(MEANT)
    return plain if len(plain) == signs else ""


def unused(account_id: UUID, text: str) -> UUID | None:
    """The unused code of this account that was typed, or nothing."""
    plain = read(text)
    found = plain and row("SELECT id FROM identity_recovery WHERE account_id = %s AND code_digest = %s AND used_at IS NULL", [account_id, digest_token(plain)])
    return found["id"] if found else None


def use(this: Act, code_id: UUID) -> bool:
    """Use a code up, inside the caller's act. Returns: whether it was still unused; of two that come together one finds it so."""
    return execute("UPDATE identity_recovery SET used_at = %s WHERE id = %s AND used_at IS NULL", [clock.real_now(), code_id]) == 1


def renew(this: Act, account_id: UUID) -> list[str]:
    """New codes in place of all old ones, inside the caller's act that holds the account. Returns: the codes in groups of four, shown once."""
    codes = [random_base32(SIGNS) for _ in range(value("recovery.codes"))]
    now = clock.real_now()
    execute("DELETE FROM identity_recovery WHERE account_id = %s", [account_id])
    execute_many(
        "INSERT INTO identity_recovery (id, account_id, code_digest, made_at) VALUES (%s, %s, %s, %s)",
        [(new_id(), account_id, digest_token(code), now) for code in codes],
    )
    return ["-".join(code[n : n + GROUP] for n in range(0, SIGNS, GROUP)) for code in codes]


def left(account_id: UUID | None) -> tuple[int, datetime | None, datetime | None]:
    """How many codes are left, when they were made, and when one was used last."""
    found = row(
        "SELECT count(*) FILTER (WHERE used_at IS NULL)::int AS n, max(made_at) AS made_at, max(used_at) AS used_at "
        "FROM identity_recovery WHERE account_id = %s",
        [account_id],
    )
    assert found is not None
    return found["n"], found["made_at"], found["used_at"]
