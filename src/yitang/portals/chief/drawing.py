"""The waits of a day as a picture, drawn on the server: a line for what was, a band for what was promised, a dotted line for the limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from yitang.kernel import clock
from yitang.processes.queue.public import WaitSlot

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 230, 44, 96, 14, 26
STEP_S = 1800
NAME_APART = 17


@dataclass(frozen=True, slots=True)
class Scale:
    """From half hours and minutes to places in the picture (pixels from the upper left corner)."""

    first: datetime
    slots: int
    most: int
    step: int

    def x(self, at: datetime) -> float:
        """The middle of a half hour."""
        inside = WIDTH - LEFT - RIGHT
        return round(LEFT + inside * ((at - self.first).total_seconds() / STEP_S + 0.5) / self.slots, 1)

    def y(self, seconds: float) -> float:
        """A wait; what is longer than the scale lies on its upper edge."""
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(seconds / 60, self.most) / self.most), 1)


def finding(slots: Sequence[WaitSlot], limit_s: float) -> str:
    """What the picture says, as its title."""
    if not slots:
        return "今天还没有叫过号"
    worst = max(slots, key=lambda s: s.longest_s)
    at, limit = clock.local(worst.at).strftime("%H:%M"), round(limit_s / 60)
    over = [s for s in slots if s.longest_s > limit_s]
    longest = f"{at} 那半小时最久，等了 {round(worst.longest_s / 60)} 分"
    return f"{len(over)} 个半小时有人等过 {limit} 分：{longest}" if over else f"没有人等过 {limit} 分：{longest}"


def scale_of(slots: Sequence[WaitSlot], limit_s: float) -> Scale:
    """A scale from 0 that holds the limit and every wait, its upper end a step of the grid."""
    slots_between = int((slots[-1].at - slots[0].at).total_seconds() // STEP_S) + 1
    top = max([limit_s, *(s.longest_s for s in slots)]) / 60
    step = next(s for s in (10, 20, 30, 60, 10_000) if top < 6 * s)
    return Scale(slots[0].at, max(2, slots_between), int(top // step + 1) * step, step)


def picture(slots: Sequence[WaitSlot], limit_s: float) -> SafeString:
    """The drawing; what it shows is in the table under it as well."""
    scale = scale_of(slots, limit_s)
    right = WIDTH - RIGHT
    grid = format_html_join(
        "", '<path class="grid" d="M{} {}H{}"/><text class="tick" x="{}" y="{}">{}</text>',
        ((LEFT, scale.y(m * 60), right, LEFT - 6, scale.y(m * 60) + 4, m) for m in range(0, scale.most + 1, scale.step)),
    )  # fmt: skip
    every = max(1, -(-len(slots) // 9))
    times = format_html_join(
        "", '<text class="hour" x="{}" y="{}">{}</text>',
        ((scale.x(s.at), HEIGHT - 8, clock.local(s.at).strftime("%H:%M")) for s in slots[::every]),
    )  # fmt: skip
    lines = [("longest", "最久", [s.longest_s for s in slots]), ("mean", "平均", [s.mean_s for s in slots])]
    ends = [(scale.y(limit_s), "limit", f"上限 {round(limit_s / 60)} 分")]
    ends += [(scale.y(values[-1]), kind, f"{word} {round(values[-1] / 60)} 分") for kind, word, values in lines]
    return format_html(
        '<svg class="waits" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}<path class="limit" d="M{} {}H{}"/>{}{}</svg>',
        WIDTH, HEIGHT, finding(slots, limit_s), _band(slots, scale), grid, times, LEFT, scale.y(limit_s), right,
        format_html_join("", "{}", ((_line(slots, scale, kind, values),) for kind, _, values in lines)), _names(ends),
    )  # fmt: skip


def _names(ends: list[tuple[float, str, str]]) -> SafeString:
    """The names at the ends of their lines, each as near to its own as the one above it allows."""
    placed: list[tuple[str, int, float, str]] = []
    for y, kind, words in sorted(ends):
        free = placed[-1][2] + NAME_APART if placed else 0.0
        placed.append((kind, WIDTH - RIGHT + 6, max(y + 4, free), words))
    return format_html_join("", '<text class="name {}-name" x="{}" y="{}">{}</text>', placed)


def _band(slots: Sequence[WaitSlot], scale: Scale) -> SafeString:
    """From the lower to the upper end of what was promised, where all of them were promised something."""
    known = [(s.at, s.promised_low_s, s.promised_high_s) for s in slots if s.promised_low_s is not None and s.promised_high_s is not None]
    if len(known) < 2:
        return SafeString()
    upper = [f"{scale.x(at)} {scale.y(high)}" for at, _, high in known]
    lower = [f"{scale.x(at)} {scale.y(low)}" for at, low, _ in reversed(known)]
    return format_html('<path class="band" d="M{}Z"/>', "L".join(upper + lower))


def _line(slots: Sequence[WaitSlot], scale: Scale, kind: str, seconds: list[float]) -> SafeString:
    """A line with its points."""
    points = [(scale.x(s.at), scale.y(value)) for s, value in zip(slots, seconds, strict=True)]
    dots = format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="3"/>', ((kind, x, y) for x, y in points))
    return format_html('<path class="{} stroke" d="M{}"/>{}', kind, "L".join(f"{x} {y}" for x, y in points), dots)
