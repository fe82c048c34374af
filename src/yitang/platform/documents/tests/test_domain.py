"""What a paper's code says, and how a copy is marked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yitang.platform.documents.domain import PLACE_OF_MARK, Statement, as_copy, as_electronic, body_of, read_body

WORDS = st.text(max_size=20)


@given(st.builds(Statement, WORDS, WORDS, WORDS, WORDS, WORDS))
def test_what_is_signed_is_read_back(said: Statement) -> None:
    assert read_body(body_of(said)) == said


@pytest.mark.parametrize(
    "body", [b'["paper",2,"a","b","c","d","e"]', b'[1,"driving_licence","Z1","1234","2026-11-24",""]', b'["paper",1,"a"]', b'["paper",1,1,"b","c","d","e"]']
)
def test_another_body_is_none_of_ours(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever way it does not fit
        read_body(body)


def test_a_copy_differs_by_its_mark_alone() -> None:
    before, after = "<p>前</p>".encode(), "<p>后</p>".encode()
    whole = before + PLACE_OF_MARK.encode() + after
    copy = as_copy(whole, 2, date(2026, 11, 24))
    assert copy.startswith(before)
    assert copy.endswith(after)
    assert "副本 第 2 次重印 2026-11-24" in copy.decode()
    assert "电子件" in as_electronic(whole).decode()


@pytest.mark.parametrize("rendering", [b"<p>none</p>", PLACE_OF_MARK.encode() * 2])
def test_a_rendering_without_its_one_place_is_not_copied(rendering: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the mark would be lost, or stand twice
        as_copy(rendering, 1, date(2026, 11, 24))
