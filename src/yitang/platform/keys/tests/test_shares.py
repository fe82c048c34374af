"""A private half in three pieces: any two are it; one, or two of different sets, are nothing."""

from itertools import combinations

import pytest

from yitang.platform.keys.public import NoSuchHolder, ShareWrong, join, new_pair, number_of, public_half, split


def test_any_two_of_three_are_the_private_half_and_numbers_tell_which() -> None:
    for _ in range(20):
        private, public = new_pair()
        pieces = split(private)
        assert [number_of(piece) for piece in pieces] == [1, 2, 3]
        assert {len(piece.split()) for piece in pieces} == {33}
        for two in combinations(pieces, 2):
            assert join(two) == private
        assert public_half(join(pieces[::-1])) == public


def test_one_piece_twice_another_set_or_a_wrong_word_is_refused_by_name() -> None:
    pieces, others = split(new_pair()[0]), split(new_pair()[0])
    words = pieces[1].split()
    wrong = [" ".join([*words[:n], "academic" if words[n] != "academic" else "acid", *words[n + 1 :]]) for n in range(33)]
    asked = [[pieces[0]], [pieces[0], pieces[0]], [pieces[0], others[1]], [], [pieces[0], "no such words"], *([pieces[0], one] for one in wrong)]
    for said in asked:
        with pytest.raises(ShareWrong):
            join(said)
    with pytest.raises(NoSuchHolder):
        split("age1notaprivatehalf")
