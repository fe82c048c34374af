"""The picture of a day's waits: its title says the finding, its names do not lie on each other."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from yitang.portals.chief.drawing import NAME_APART, finding, picture
from yitang.processes.queue.public import WaitSlot

START = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)


def slots(*minutes: tuple[float, float]) -> list[WaitSlot]:
    """Half hours from 08:30 on with their mean and longest wait."""
    return [WaitSlot(START + timedelta(minutes=30 * n), 5, mean * 60, longest * 60, mean * 50, mean * 70) for n, (mean, longest) in enumerate(minutes)]


def test_the_title_says_the_finding() -> None:
    assert finding([], 1200) == "今天还没有叫过号"
    assert finding(slots((3, 8), (6, 14)), 1200) == "没有人等过 20 分：09:00 那半小时最久，等了 14 分"
    assert finding(slots((3, 8), (16, 31), (9, 22)), 1200) == "2 个半小时有人等过 20 分：09:00 那半小时最久，等了 31 分"


def test_lines_limit_and_promise_are_drawn_and_the_names_stand_apart() -> None:
    drawn = str(picture(slots((3, 8), (16, 31), (19.5, 20.5)), 1200))
    assert {"waits", "limit", "band", "longest stroke", "mean stroke"} <= set(re.findall(r'class="([^"]*)"', drawn))
    names = re.findall(r'class="name [a-z-]*" x="[0-9.]*" y="([0-9.]*)">([^<]*)<', drawn)
    assert {words for _, words in names} == {"最久 20 分", "平均 20 分", "上限 20 分"}
    heights = sorted(float(y) for y, _ in names)
    assert all(lower - upper >= NAME_APART for upper, lower in pairwise(heights))
    assert "style=" not in drawn, "the page's policy forbids styles in the drawing"


def test_one_half_hour_alone_is_drawn_too() -> None:
    assert "circle" in str(picture(slots((3, 8)), 1200))


def test_a_long_wait_makes_the_scale_coarser_not_the_grid_finer() -> None:
    ticks = re.findall(r'class="tick"[^>]*>(\d+)<', str(picture(slots((60, 130), (20, 40)), 1200)))
    assert ticks == ["0", "30", "60", "90", "120", "150"]
