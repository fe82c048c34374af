"""A witness that replays recorded failures: slow, down, twice, late, wrong. For tests and rehearsals; it keeps what it got in memory."""

from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml

from yitang.platform.audit.merkle import Tree
from yitang.platform.audit.remote import read_kept
from yitang.platform.audit.witness import Batch, continued, tree_at

RECORDED = Path(__file__).parent / "data" / "recorded.yaml"


@lru_cache(maxsize=1)
def recorded() -> dict[str, list[dict[str, Any]]]:
    """The recordings by name."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load(RECORDED.read_text(encoding="utf-8"))
    return found


class RecordedWitness:
    """Answers each request as the record says; when that is over, well. ``patience_s``: what is slower counts as silent, whatever became of it."""

    def __init__(self, name: str, patience_s: float = 3.0) -> None:
        self.patience_s, self.requests = patience_s, 0
        self._steps: Iterator[dict[str, Any]] = iter(recorded()[name])
        self._kept: list[Batch] = []
        self._tree = Tree()

    def remember(self, batch: Batch) -> None:
        """One request."""
        self.requests += 1
        step = next(self._steps, recorded()["well"][0])
        for _ in range(step["takes"]):
            if continued(self._tree, self.last(), batch, partial(tree_at, list(self._kept))):
                self._kept.append(batch)
        if "answer" not in step:
            raise ConnectionRefusedError("nobody is there")
        if step["after_s"] > self.patience_s:
            raise TimeoutError("the answer takes too long")
        read_kept(step["answer"].replace("SIZE", str(batch.size)).replace("ROOT", batch.root.hex()).encode(), batch)

    def batches(self) -> Iterator[Batch]:
        """What was kept."""
        return iter(list(self._kept))

    def last(self) -> Batch | None:
        """The newest."""
        return self._kept[-1] if self._kept else None
