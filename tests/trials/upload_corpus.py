"""Hostile and odd files for uploads, made when they are asked for, never stored; each with what must become of it.

A name is a group and a variant. ``becomes``: ``taken``, or the code of the refusal; several where libraries may repair what is damaged.
"""

from tests.trials.upload_odd import Odd
from tests.trials.upload_papers import papers
from tests.trials.upload_pictures import bad_pictures, damaged, good_pictures, other_types, polyglots


def corpus() -> list[Odd]:
    """All files, always in the same order."""
    return [*good_pictures(), *bad_pictures(), *polyglots(), *other_types(), *damaged(), *papers()]
