"""X21: more than three hundred hostile and odd files; each is taken or refused by the name that the table says, and this process goes on.

A share of them each day, another one each day; all with ``YITANG_PROVE=1``.
"""

import io
import os
import resource
from datetime import date

import pytest
from PIL import Image

from tests.trials.upload_corpus import corpus
from tests.trials.upload_odd import EICAR, SCRIPT, TAKEN, Odd
from yitang.kernel.errors import Refusal
from yitang.platform.policy.public import forget, load_defaults
from yitang.platform.uploads.public import look_at, slot

WHOLE = bool(os.environ.get("YITANG_PROVE"))
SHARES = 24
FILES = corpus()
# Some seconds each: with all the others only.
DEAR = {"paper: picture of a jpeg of another size", "paper: a hundred thousand lines", "paper: 200 MB of spaces", "paper of a million objects in a stream"}
DAILY = [odd for odd in FILES if odd.name not in DEAR and "bomb" not in odd.name]
TODAY = FILES if WHOLE else DAILY[date.today().toordinal() % SHARES :: SHARES]
MOST_MEMORY_KB = 1 << 20
HEAVY = (
    "jpeg of 50 MB", "jpeg header (65500, 65500)", "as large as can be", "png of 40 megapixels", "png bomb zTXt", "paper: 200 MB of spaces",
    "paper of a million objects in a stream", "paper: picture of a jpeg of another size",
)  # fmt: skip


@pytest.fixture(autouse=True)
def policy(db: None) -> None:
    load_defaults()
    forget()


def become(content: bytes) -> str:
    """What becomes of a file; the copies of one that is taken are pictures of our own and hold nothing of it but pixels."""
    try:
        found = look_at("case_paper", content)
    except Refusal as refusal:
        return refusal.code if refusal.zh_text and refusal.en_text and refusal.cure_zh_text and refusal.cure_en_text else "says nothing"
    assert found.original == content
    bounds = slot("case_paper")
    assert 1 <= len(found.copies) <= bounds.pages
    for copy in found.copies:
        with Image.open(io.BytesIO(copy), formats=("JPEG",)) as image:
            assert max(image.size) <= bounds.copy_px
            image.load()
            assert not image.getexif()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert SCRIPT not in copy
        assert EICAR not in copy
    return TAKEN


@pytest.mark.parametrize("odd", TODAY, ids=lambda odd: odd.name)
def test_each_file_becomes_what_the_table_says(odd: Odd) -> None:
    assert become(odd.make()) in odd.becomes


def test_the_table_is_long_enough_names_nothing_twice_and_refuses_more_than_it_takes() -> None:
    names = [odd.name for odd in FILES]
    assert len(names) == len(set(names))
    assert len(names) >= 300
    assert set(HEAVY) <= set(names)
    assert sum(TAKEN not in odd.becomes for odd in FILES) > 150
    assert sum(odd.becomes == (TAKEN,) for odd in FILES) > 50


def test_this_process_stays_small_whatever_was_sent() -> None:
    """Units are kB; what it takes to make such a file is counted with it."""
    for odd in FILES:
        if odd.name in HEAVY[: None if WHOLE else 2]:
            become(odd.make())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < MOST_MEMORY_KB
