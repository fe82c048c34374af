"""How a room says, as data, how long it keeps what: which rows, from which moment, by which policy row, what holds one back.

The statements stand here, so that every room is forgotten in the same way; ``platform/retention`` runs them. A rule names tables of its own room only.
"""

from dataclasses import dataclass

SHARED, REAL = "shared", "real"


@dataclass(frozen=True, slots=True)
class Block:
    """What holds a row back although its time is over. ``sql``: a condition on the row ``r``; ``zh``, ``en``: why, for people."""

    zh: str
    en: str
    sql: str


@dataclass(frozen=True, slots=True)
class Kept:
    """One rule. Rows of ``table`` (as ``r``) for which ``only`` holds are kept until the time of policy after ``since`` is over.

    Then the columns ``blank`` become NULL, ``stamp`` says when, ``sets`` gives a column a word; without blank and stamp the row is deleted.
    ``policy`` names a row in units of days or s;
    ``by``: the clock that ``since`` was written with, ``shared`` or ``real``. ``blocks``: the first that fits is the reason that is told.
    """

    name: str
    zh: str
    en: str
    table: str
    since: str
    policy: str
    by: str = SHARED
    only: str = "true"
    blank: tuple[str, ...] = ()
    stamp: str = ""
    sets: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()

    def __post_init__(self) -> None:
        if self.by not in (SHARED, REAL):
            raise ValueError(self.by)

    @property
    def deletes(self) -> bool:
        """Whether the row goes, not only what it says."""
        return not (self.blank or self.stamp)

    @property
    def over(self) -> str:
        """Condition: the row's time is over and it has not been blanked yet. One value: the moment before which it is over."""
        full = " OR ".join([f"r.{one} IS NOT NULL" for one in self.blank] + ([f"r.{self.stamp} IS NULL"] if self.stamp else []))
        return f"({self.only}) AND {self.since} < %s" + (f" AND ({full})" if full else "")

    @property
    def held(self) -> str:
        """Condition: something holds the row back."""
        return " OR ".join(f"({block.sql})" for block in self.blocks) or "false"

    def counting(self) -> str:
        """One row of counts: ``due``, ``held_0``, ``held_1``, … (each row under its first block). One value: the moment."""
        columns = [f"count(*) FILTER (WHERE NOT ({self.held})) AS due"]
        for n, block in enumerate(self.blocks):
            before = "".join(f" AND NOT ({one.sql})" for one in self.blocks[:n])
            columns.append(f"count(*) FILTER (WHERE ({block.sql}){before}) AS held_{n}")
        return f"SELECT {', '.join(columns)} FROM {self.table} AS r WHERE {self.over}"

    def forgetting(self) -> str:
        """Forget a batch, oldest first; rows that somebody else holds are left for the next time. Values: (stamp if there is one,) moment, how many.

        The batch is chosen once, into an array: a plan may run ``IN (SELECT … SKIP LOCKED)`` again for each row, and so take more than it was told.
        """
        chosen = f"SELECT r.id FROM {self.table} AS r WHERE {self.over} AND NOT ({self.held}) ORDER BY {self.since} LIMIT %s FOR UPDATE OF r SKIP LOCKED"
        if self.deletes:
            return f"DELETE FROM {self.table} WHERE id = ANY(ARRAY({chosen}))"
        sets = [*([f"{self.stamp} = %s"] if self.stamp else []), *(f"{one} = NULL" for one in self.blank), *(f"{name} = '{word}'" for name, word in self.sets)]
        return f"UPDATE {self.table} SET {', '.join(sets)} WHERE id = ANY(ARRAY({chosen}))"
