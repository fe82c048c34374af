"""Hints about a photo: a good one has none, a dark, a blurred and a cut-off one are told apart, and a scan is none of them."""

import io
from typing import Any

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from yitang.platform.policy.public import forget, load_defaults, value
from yitang.platform.uploads.decoder.quality import measured, parted
from yitang.platform.uploads.domain import UploadRow, hints_of
from yitang.platform.uploads.public import look_at
from yitang.platform.uploads.tests.factories import sheet


@pytest.fixture(autouse=True)
def policy(db: None) -> None:
    load_defaults()
    forget()


def hints(picture: Image.Image) -> tuple[str, ...]:
    return hints_of({"quality": measured(picture)}, value("uploads.quality"))


def sent(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


SCAN = (-5, -5, 1005, 1205)
PHOTOS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "good": (sheet, ()),
    "in colour": (lambda: sheet().convert("RGB"), ()),
    "a scan fills the picture": (lambda: sheet(paper_=SCAN), ()),
    "night": (lambda: ImageEnhance.Brightness(sheet()).enhance(0.3), ("dark",)),
    "out of focus": (lambda: sheet().filter(ImageFilter.GaussianBlur(12)), ("blur",)),
    "cut at the left": (lambda: sheet(paper_=(-200, 100, 700, 1100)), ("cut",)),
    "cut at a corner": (lambda: sheet(paper_=(300, 400, 1300, 1500)), ("cut",)),
    "dark and out of focus": (lambda: ImageEnhance.Brightness(sheet().filter(ImageFilter.GaussianBlur(12))).enhance(0.3), ("dark", "blur")),
    "nothing on it": (lambda: Image.new("L", (300, 300), 0), ("dark", "blur")),
}


@pytest.mark.parametrize("which", PHOTOS)
def test_each_fault_of_a_photo_is_told_and_no_other(which: str) -> None:
    make, said = PHOTOS[which]
    assert hints(make()) == said


def test_a_large_photo_is_measured_as_the_same_one_taken_small() -> None:
    large = sheet().resize((4000, 4800), Image.Resampling.BICUBIC)
    assert hints(large) == hints(sheet()) == ()
    assert hints(large.filter(ImageFilter.GaussianBlur(48))) == ("blur",)


def test_the_decoders_process_measures_and_a_taken_over_one_can_say_nothing_by_it() -> None:
    assert look_at("case_paper", sent(PHOTOS["out of focus"][0]())).hints == ("blur",)
    assert look_at("case_paper", sent(sheet())).hints == ()
    bounds = value("uploads.quality")
    for said in ({}, {"quality": 7}, {"quality": {"light": "x", "sharp": 1, "sides": 1}}, {"quality": {"light": True, "sharp": 1, "sides": 1}}):
        assert hints_of(said, bounds) == ()


def test_two_grounds_are_parted_between_them_and_one_ground_is_not() -> None:
    histogram = [0] * 256
    histogram[40], histogram[200] = 100, 50
    level, dark, light = parted(histogram)
    assert 40 <= level < 200
    assert (dark, light) == (40.0, 200.0)
    assert parted([0] * 255 + [9]) == (0, 0.0, 0.0)


def test_words_of_a_hint_stand_with_the_file() -> None:
    row = UploadRow(**dict.fromkeys(("id", "thing_id", "at", "removed_at")), slot="", what="", kind="", name="", size=1, pages=1, digest="", hints="dark,cut")  # type: ignore[arg-type]
    assert [zh for zh, _ in row.hint_words] == ["可能太暗", "纸边可能没拍全"]
