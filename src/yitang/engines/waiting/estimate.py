"""How long it takes: the work before you, spread over the windows that will do it, from measured times and nothing else.

For each of a number of scenarios every person ahead gets one of the measured times of his business; the windows take them in order.
The 10 and 90 per cent points of the results are the range. Scenarios step through the samples by fixed strides, so the same
snapshot always gives the same answer.
"""

import heapq
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

SCENARIOS = 64
LOW, HIGH = 0.10, 0.90
Z_HIGH = 1.2815515655446004
MOST_SIMULATED = 40
# Strides without a common factor with usual sample counts spread scenarios evenly over the samples (a Weyl sequence).
GOLDEN = 0.6180339887498949
SECOND = 0.7548776662466927


@dataclass(frozen=True, slots=True)
class Range:
    """The 80 % interval of the wait in seconds; ``unsure`` when there is too little to go by, or it is too wide to help."""

    low_s: float
    high_s: float
    unsure: bool = False


class Times(tuple[float, ...]):
    """Measured seconds in ascending order; mean and variance are computed once, since thousands of promises ask for them."""

    mean: float
    variance: float

    def __new__(cls, seconds: Iterable[float] = ()) -> "Times":
        """From seconds in any order."""
        found = super().__new__(cls, sorted(seconds))
        found.mean = fsum(found) / len(found) if found else 0.0
        found.variance = fsum((one - found.mean) ** 2 for one in found) / len(found) if found else 0.0
        return found


def times_of(seconds: Sequence[float]) -> Times:
    """The same seconds as ``Times``; those that are it already stay what they are."""
    return seconds if isinstance(seconds, Times) else Times(seconds)


@dataclass(frozen=True, slots=True)
class Busy:
    """A window at work: what it serves, and for how long it has."""

    business: str
    served_s: float


def estimate(before: Sequence[str], windows: Sequence[Busy | None], samples: Mapping[str, Sequence[float]], pooled: Sequence[float]) -> Range:
    """Range of the wait until a window is free for the one behind ``before``.

    ``before``: businesses of those ahead, in order. ``windows``: open windows that can take the person, None when idle.
    ``samples``: measured service seconds by business; ``pooled``: of all businesses, for one never measured.
    """
    if not windows or (not pooled and (before or all(windows))):
        return Range(0.0, 0.0, unsure=True)
    if len(before) > MOST_SIMULATED:
        return _long_line(before, windows, samples, pooled)
    results = sorted(_once(k, before, windows, samples, pooled) for k in range(SCENARIOS))
    low, high = results[int(LOW * (SCENARIOS - 1))], results[int(HIGH * (SCENARIOS - 1))]
    return Range(low, high, unsure=too_wide(low, high))


def _long_line(before: Sequence[str], windows: Sequence[Busy | None], samples: Mapping[str, Sequence[float]], pooled: Sequence[float]) -> Range:
    """A long line is a sum of many measured times: its mean and variance are theirs, and the sum is close to normal.

    All windows work until shortly before the end, so the wait is the work divided by the windows.
    """
    mean = spread = 0.0
    for business, count in Counter(before).items():
        times = times_of(samples.get(business) or pooled)
        mean += count * times.mean
        spread += count * times.variance
    rest = sum(_rest(0, n, busy, samples, pooled) for n, busy in enumerate(windows) if busy is not None)
    middle, half = (mean + rest) / len(windows), Z_HIGH * spread**0.5 / len(windows)
    low, high = max(0.0, middle - half), middle + half
    return Range(low, high, unsure=too_wide(low, high))


def too_wide(low_s: float, high_s: float) -> bool:
    """Whether a range says too little: upper bound above twice the lower and ten minutes."""
    return high_s > 2 * low_s + 600


def _once(k: int, before: Sequence[str], windows: Sequence[Busy | None], samples: Mapping[str, Sequence[float]], pooled: Sequence[float]) -> float:
    free = [0.0 if busy is None else _rest(k, n, busy, samples, pooled) for n, busy in enumerate(windows)]
    heapq.heapify(free)
    for n, business in enumerate(before):
        heapq.heapreplace(free, free[0] + _sample(k, n + len(windows), samples.get(business) or pooled))
    return free[0]


def _sample(k: int, n: int, times: Sequence[float], first: int = 0) -> float:
    """One of the times from ``first`` on."""
    place = (k * GOLDEN + n * SECOND + 0.5 / SCENARIOS) % 1.0
    return times[first + int(place * (len(times) - first))]


def _rest(k: int, n: int, busy: Busy, samples: Mapping[str, Sequence[float]], pooled: Sequence[float]) -> float:
    """What is left of a service that has lasted: of the measured times only the longer ones are still possible."""
    times = times_of(samples.get(busy.business) or pooled)
    longer = bisect_right(times, busy.served_s)
    if longer == len(times):
        return 0.25 * (max(pooled) if pooled else 0.0)
    return _sample(k, n, times, longer) - busy.served_s


def rounded_minutes(seconds: float, up: bool) -> int:
    """Whole minutes as they are shown: to 1 below 20, to 5 above; the upper bound is rounded up."""
    minutes = seconds / 60
    step = 1 if minutes < 20 else 5
    whole = int(minutes // step) * step
    return whole + step if up and minutes > whole else whole
