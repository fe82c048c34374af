"""What a bench measured, what it had to reach, and whether it did: the table and the file of each run."""

import json
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEYS = ("id", "value", "unit", "baseline", "ratio", "must", "ok", "command", "took_s")
RELATIONS: dict[str, Callable[[float, float], bool]] = {"=": operator.eq, "≤": operator.le, "≥": operator.ge}


@dataclass(frozen=True, slots=True)
class Must:
    """One demand: what was seen stands in this relation to the limit. ``seen`` None: it could not be measured."""

    what: str
    seen: float | None
    relation: str
    limit: float
    unit: str = ""

    @property
    def kept(self) -> bool:
        """Whether the demand was met; what was not measured was not met."""
        return self.seen is not None and RELATIONS[self.relation](self.seen, self.limit)

    def words(self) -> str:
        """The demand as it is written."""
        return f"{self.what} {self.relation} {number(self.limit)}{' ' + self.unit if self.unit else ''}"


@dataclass(frozen=True, slots=True)
class Measured:
    """The outcome of one bench. ``value`` None: it could not measure, and ``why`` says what was in the way."""

    id: str
    value: float | None
    unit: str
    musts: tuple[Must, ...]
    baseline: float | None = None
    ratio: float | None = None
    why: str = ""
    details: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it measured and every demand was met."""
        return self.value is not None and bool(self.musts) and all(must.kept for must in self.musts)

    def as_dict(self, command: str, took_s: float) -> dict[str, Any]:
        """The content of the bench's file."""
        found: dict[str, Any] = {
            "id": self.id, "value": rounded(self.value), "unit": self.unit, "baseline": rounded(self.baseline), "ratio": rounded(self.ratio),
            "must": "; ".join(must.words() for must in self.musts), "ok": self.ok, "command": command, "took_s": round(took_s, 1),
        }  # fmt: skip
        assert tuple(found) == KEYS
        return found


def could_not(bench: str, why: str) -> Measured:
    """The outcome of a bench that did not come to a number: never ok."""
    return Measured(bench, None, "", (), why=why)


def rounded(value: float | None) -> float | None:
    """Four digits that count."""
    return None if value is None else float(f"{value:.4g}")


def number(value: float | None) -> str:
    """A number as the table shows it."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"


def percentile(times: Sequence[float], share: float) -> float:
    """The nearest-rank percentile.

    Raises: ValueError for no times at all.
    """
    if not times:
        raise ValueError("no times")
    ranked = sorted(times)
    return ranked[max(0, min(len(ranked) - 1, -(-int(share * 1000) * len(ranked) // 1000) - 1))]


def middle(values: Sequence[float]) -> float:
    """The median of the repetitions: the machine is noisy."""
    return percentile(values, 0.5)


def write(folder: Path, found: dict[str, Any], name: str = "") -> Path:
    """Put the file of a bench down whole: a reader never sees half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name or found['id']}.json"
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.rename(file)
    return file


def table(many: Sequence[dict[str, Any]]) -> str:
    """The table of a run."""
    head = ("", "id", "value", "unit", "baseline", "ratio", "took", "must")
    lines = [head]
    for one in many:
        mark = "✓" if one["ok"] else "✕"
        seen = number(one["value"]) if one["value"] is not None else "not measured"
        lines.append((mark, one["id"], seen, one["unit"], number(one["baseline"]), number(one["ratio"]), f"{one['took_s']:.0f} s", one["must"]))
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def verdict(many: Sequence[dict[str, Any]], sabotaged: bool) -> int:
    """Exit status: 0 when every bench is ok, or, with the guards taken away, when none stayed ok and each did measure."""
    if not many:
        return 1
    if sabotaged:
        return int(any(one["ok"] or one["value"] is None for one in many))
    return int(not all(one["ok"] for one in many))
