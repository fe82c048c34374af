"""A private half in three pieces, of which any two together are it and one alone says nothing (Shamir; SLIP-0039 by ``shamir-mnemonic``).

Each piece is a line of English words from a list that survives handwriting: every word is known by its first four letters, and a checksum finds a word
that was written or read wrongly. Why so: ``docs/decisions/0012-recovery-by-two-of-three-holders.md``.
"""

from collections.abc import Sequence

import bech32
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from yitang.platform.keys.errors import NoSuchHolder, ShareWrong

NEEDED, HOLDERS = 2, 3
# How the age format writes a private half: 32 bytes in bech32 (BIP-173), in capitals.
PREFIX = "age-secret-key-"


def split(private: str) -> tuple[str, ...]:
    """The three pieces of a private half (``AGE-SECRET-KEY-1…``), each 33 words with blanks between.

    Raises: NoSuchHolder.
    """
    prefix, words = bech32.bech32_decode(private.strip().lower())
    secret = bech32.convertbits(words, 5, 8, False) if prefix == PREFIX and words else None
    if secret is None or len(secret) != 32:
        raise NoSuchHolder
    # No passphrase: it would be a third secret that somebody has to keep, and this format cannot tell a wrong one from a right one.
    return tuple(generate_mnemonics(1, [(NEEDED, HOLDERS)], bytes(secret))[0])


def number_of(piece: str) -> int:
    """Which of the three a piece is, from 1.

    Raises: ShareWrong for a word that is none of the list, and for words that do not fit their checksum.
    """
    return int(_read(piece).index) + 1


def join(pieces: Sequence[str]) -> str:
    """The private half from two pieces of one set.

    Raises: ShareWrong: fewer than two different pieces, pieces of two sets, a word that was read wrongly.
    """
    read = {one.index: one for one in map(_read, pieces)}
    if len(read) < NEEDED:
        raise ShareWrong("要两位保管人各自的一份 / two holders' pieces are needed, and two different ones")
    try:
        secret = combine_mnemonics([one.mnemonic() for one in list(read.values())[:NEEDED]])
    except MnemonicError as fault:
        raise ShareWrong("这两份不是一套 / these pieces are not of one set") from fault
    words = bech32.convertbits(secret, 8, 5)
    assert words is not None, "eight bits always go into five"
    return str(bech32.bech32_encode(PREFIX, words)).upper()


def _read(piece: str) -> Share:
    try:
        return Share.from_mnemonic(" ".join(piece.lower().split()))
    except MnemonicError as fault:
        raise ShareWrong("有词写错或读错 / a word was written or read wrongly") from fault
