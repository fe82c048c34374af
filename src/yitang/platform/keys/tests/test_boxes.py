"""Boxes: closed to a public half, opened by its holder alone."""

import io
import os

import pytest

from yitang.platform.keys.public import (
    BoxWrong,
    NoSuchHolder,
    close_box,
    is_public_half,
    new_pair,
    open_box,
    public_half,
)


def test_a_box_opens_for_its_holder_alone_and_not_when_a_bit_of_it_or_its_end_is_missing() -> None:
    private, public = new_pair()
    assert public_half(f"# a comment\n{private}\n") == public
    assert (is_public_half(public), is_public_half(private), is_public_half("age1")) == (True, False, False)
    clear, box = os.urandom(150_000), io.BytesIO()
    close_box(io.BytesIO(clear), box, public)
    sealed = box.getvalue()
    opened = io.BytesIO()
    open_box(io.BytesIO(sealed), opened, private)
    assert opened.getvalue() == clear
    for place in (0, 30, 120, 200, 70_000, len(sealed) - 1):
        bad = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(BoxWrong):
            open_box(io.BytesIO(bad), io.BytesIO(), private)
    for length in (0, 10, 200, 65_536, len(sealed) - 1):
        with pytest.raises(BoxWrong):
            open_box(io.BytesIO(sealed[:length]), io.BytesIO(), private)
    with pytest.raises(BoxWrong):
        open_box(io.BytesIO(sealed), io.BytesIO(), new_pair()[0])
    for wrong in (public, "", private[:-1], f"{private}\n{private}"):
        with pytest.raises(NoSuchHolder):
            open_box(io.BytesIO(sealed), io.BytesIO(), wrong)
    with pytest.raises(NoSuchHolder):
        close_box(io.BytesIO(clear), io.BytesIO(), private)
