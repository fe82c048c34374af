"""Several witnesses at once: what one of them has taken is remembered; who was silent is told later what it missed."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from yitang.platform.audit.domain import Gap
from yitang.platform.audit.witness import Batch, Witness, WitnessRefuses

log = logging.getLogger(__name__)
# Who did not answer is asked again after so long; a silent one costs the others its patience only that often.
AGAIN_S = 10.0
AT_ONCE = 200

Lost = Callable[[Batch | None], Gap | None]
BatchesAfter = Callable[[int, int, Gap | None], list[Batch]]


@dataclass(slots=True)
class _Member:
    name: str
    witness: Witness
    last: Batch | None = None
    asked_at: float = field(default=float("-inf"))
    fault: str = ""
    refuses: bool = False
    ask_at: float = field(default=float("-inf"))

    @property
    def size(self) -> int:
        """How many rows it has kept, as far as is known."""
        return self.last.size if self.last else 0


class Several:
    """One witness made of several: taken by one is taken; read from the one that knows most.

    A member that refuses what the others took holds another log: it is left as it is, and said by ``faults``.
    """

    def __init__(self, members: Mapping[str, Witness]) -> None:
        self._members = [_Member(name, witness) for name, witness in members.items()]

    def remember(self, batch: Batch) -> None:
        """Tell each that has all before it. Raises: OSError when none took it; WitnessRefuses when all who answered refuse."""
        before, taken = batch.size - len(batch.leaves), 0
        for one in self._answering():
            gone = batch.gap is not None and one.last is not None and (batch.gap.size, batch.gap.root) == (one.size, one.last.root)
            if one.size not in (before, batch.size) and not gone:
                continue
            if self._ask(one, partial(one.witness.remember, batch)):
                one.last, taken = batch, taken + 1
        if not taken and any(one.refuses for one in self._members):
            raise WitnessRefuses(f"head {batch.size}: {self.faults()}")
        if not taken:
            raise OSError(f"no witness has taken head {batch.size}: {self.faults()}")

    def batches(self) -> Iterator[Batch]:
        """What the one that knows most has kept."""
        self._hear()
        heard = self._heard()
        return max(heard, key=lambda one: one.size).witness.batches() if heard else iter(())

    def last(self) -> Batch | None:
        """The newest that any of those who answer has kept. Raises: OSError when nobody answers."""
        self._hear()
        return self.known()

    def known(self, lost: Lost = lambda _: None) -> Batch | None:
        """The same as it was heard last, without asking; without what is ``lost`` for good. Raises: OSError when nobody answered."""
        heard = self._heard()
        if not heard:
            raise OSError(f"no witness answers: {self.faults()}")
        return max((one for one in heard if not lost(one.last)), key=lambda one: one.size, default=heard[0]).last

    def catch_up(self, size: int, batches_after: BatchesAfter, lost: Lost = lambda _: None) -> None:
        """Tell who is behind what it missed, of a log of ``size`` rows, at most so many batches at a time.

        Who is known to have them all is asked again only now and then: an answer carries the leaves of a whole batch.
        ``batches_after``: the sealed batches after so many rows, at most so many of them, from the one on that names a gap. ``lost``: the gap after which
        what a witness remembers is known to be lost, once a head says so.
        """
        self._hear(unless=size)
        for one in self._heard():
            gap = lost(one.last)
            if one.size >= size and gap is None:
                continue
            for batch in batches_after(gap.start if gap else one.size, AT_ONCE, gap):
                if not self._ask(one, partial(one.witness.remember, batch)):
                    break
                one.last = batch

    def faults(self) -> dict[str, str]:
        """Who does not answer or contradicts, and in which words."""
        return {one.name: one.fault for one in self._members if one.fault}

    def _hear(self, unless: int | None = None) -> None:
        """Ask each for its newest, unless it is known to have so many rows and was asked a moment ago."""
        for one in self._answering():
            if one.fault or one.size != unless or time.monotonic() - one.asked_at > AGAIN_S:
                one.asked_at = time.monotonic()
                self._ask(one, partial(_look, one))

    def _heard(self) -> list[_Member]:
        return [one for one in self._members if not one.fault or one.refuses]

    def _answering(self) -> list[_Member]:
        return [one for one in self._members if time.monotonic() >= one.ask_at]

    @staticmethod
    def _ask(one: _Member, question: Callable[[], None]) -> bool:
        """Whether a member answered; that it does not is said once when it begins, and once when it ends."""
        try:
            question()
        except (OSError, WitnessRefuses) as fault:
            if not one.fault:
                log.warning("witness %s: %s", one.name, fault)
            one.fault, one.refuses = str(fault) or type(fault).__name__, isinstance(fault, WitnessRefuses)
            one.ask_at = time.monotonic() + AGAIN_S
            return False
        if one.fault:
            log.warning("witness %s answers again", one.name)
        one.fault, one.refuses, one.ask_at = "", False, float("-inf")
        return True


def _look(one: _Member) -> None:
    one.last = one.witness.last()
