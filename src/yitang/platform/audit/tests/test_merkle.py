"""Proofs by RFC 6962 §2.1 for trees of every size, against the definition as it is written there."""

import hashlib
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yitang.platform.audit.merkle import consistency_path, consistent, included, inclusion_path, leaf_hash

LEAVES = [leaf_hash(str(n).encode()) for n in range(300)]


def slow_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, over leaves that are hashed already."""
    if len(leaves) == 1:
        return leaves[0]
    k = slow_split(len(leaves))
    return hashlib.sha256(b"\x01" + slow_root(leaves[:k]) + slow_root(leaves[k:])).digest()


def slow_split(n: int) -> int:
    return max(1 << power for power in range(12) if 1 << power < n)


def slow_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962 §2.1.1."""
    if len(leaves) == 1:
        return []
    k = slow_split(len(leaves))
    if m < k:
        return [*slow_path(m, leaves[:k]), slow_root(leaves[k:])]
    return [*slow_path(m - k, leaves[k:]), slow_root(leaves[:k])]


def slow_proof(m: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962 §2.1.2."""
    n = len(leaves)
    if m == n:
        return [] if whole else [slow_root(leaves)]
    k = slow_split(n)
    if m <= k:
        return [*slow_proof(m, leaves[:k], whole), slow_root(leaves[k:])]
    return [*slow_proof(m - k, leaves[k:], False), slow_root(leaves[:k])]


def root_of(start: int, end: int) -> bytes:
    return slow_root(LEAVES[start:end])


def flips(value: bytes, seed: int) -> bytes:
    """The value with one bit turned over."""
    turned = bytearray(value)
    turned[seed // 8 % len(turned)] ^= 1 << seed % 8
    return bytes(turned)


sizes = st.integers(1, len(LEAVES))


@given(st.data(), sizes)
def test_a_leaf_is_proved_under_its_root_and_nothing_else_is(data: st.DataObject, size: int) -> None:
    place = data.draw(st.integers(0, size - 1))
    path, root = inclusion_path(place, size, root_of), root_of(0, size)
    assert path == slow_path(place, LEAVES[:size])
    assert included(LEAVES[place], place, size, path, root)
    bit = data.draw(st.integers(0, 255))
    assert not included(flips(LEAVES[place], bit), place, size, path, root)
    assert not included(LEAVES[place], place, size, path, flips(root, bit))
    for n, node in enumerate(path):
        assert not included(LEAVES[place], place, size, [*path[:n], flips(node, bit), *path[n + 1 :]], root)
        assert not included(LEAVES[place], place, size, path[:n] + path[n + 1 :], root), "one node less"
    assert not included(LEAVES[place], place, size, [*path, root], root), "one node more"
    other = data.draw(st.integers(-2, size + 2).filter(lambda n: n != place))
    assert not included(LEAVES[place], other, size, path, root)


@given(st.data(), sizes)
def test_a_head_is_proved_to_be_the_beginning_of_a_later_one_and_nothing_else_is(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new))
    path, first, second = consistency_path(old, new, root_of), root_of(0, old), root_of(0, new)
    assert path == slow_proof(old, LEAVES[:new])
    holds = partial(consistent, old)
    assert holds(first, new, second, path)
    bit = data.draw(st.integers(0, 255))
    assert not holds(flips(first, bit), new, second, path)
    assert not holds(first, new, flips(second, bit), path)
    for n, node in enumerate(path):
        assert not holds(first, new, second, [*path[:n], flips(node, bit), *path[n + 1 :]])
        assert not holds(first, new, second, path[:n] + path[n + 1 :]), "one node less"
    assert not holds(first, new, second, [*path, second]), "one node more"


def test_every_place_of_every_small_tree_is_proved_and_every_bit_counts() -> None:
    for size in range(1, 18):
        root = root_of(0, size)
        for place in range(size):
            path = inclusion_path(place, size, root_of)
            assert included(LEAVES[place], place, size, path, root)
            assert [other for other in range(-1, size + 1) if included(LEAVES[place], other, size, path, root)] == [place]
        for old in range(1, size + 1):
            assert consistent(old, root_of(0, old), size, root, consistency_path(old, size, root_of))
    path = inclusion_path(5, 11, root_of)
    whole = b"".join(path)
    for bit in range(len(whole) * 8):
        turned = flips(whole, bit)
        assert not included(LEAVES[5], 5, 11, [turned[n : n + 32] for n in range(0, len(turned), 32)], root_of(0, 11))


@pytest.mark.parametrize(("place", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_a_leaf_that_a_tree_does_not_have_has_no_path(place: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_path(place, size, root_of)
    assert not included(LEAVES[0], place, size, [], LEAVES[0])


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 2)])
def test_a_head_that_is_not_older_has_no_proof(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="older head"):
        consistency_path(old, new, root_of)
    assert not consistent(old, LEAVES[0], new, LEAVES[1], [LEAVES[2]])
