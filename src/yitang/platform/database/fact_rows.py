"""Reading and writing facts of a register's own table (law 8): one current fact of a kind, former ones closed, none changed."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from yitang.platform.database.sql import execute, new_id, rows

NOW = "true_to IS NULL AND superseded_at IS NULL"


class FactWrittenMeanwhile(Exception):
    """Another act wrote the same kind of fact at the same time; the room says so in its own words."""


@dataclass(frozen=True, slots=True)
class FactTable:
    """A register's table of facts: its name, and its column that says what a fact is about."""

    name: str
    about: str

    def current(self, thing: UUID) -> dict[str, dict[str, Any]]:
        """The current facts of a thing by kind."""
        found = rows(f"SELECT kind, value FROM {self.name} WHERE {self.about} = %s AND {NOW}", [thing])
        return {r["kind"]: _value(r["value"]) for r in found}

    def history(self, thing: UUID, kind: str = "") -> list[dict[str, Any]]:
        """Every fact of a thing, or of one kind, newest known first: what was true, and what we knew when."""
        found = rows(
            f"SELECT kind, value, true_from, true_to, known_at, superseded_at FROM {self.name} WHERE {self.about} = %s AND (%s = '' OR kind = %s) "
            "ORDER BY known_at DESC, kind",
            [thing, kind, kind],
        )
        return [{**r, "value": _value(r["value"])} for r in found]

    def first(self, thing: UUID, kind: str, value: dict[str, Any], true_from: date, known_at: datetime, act_id: UUID) -> None:
        """A fact of a kind that the thing does not have yet."""
        execute(
            f"INSERT INTO {self.name} (id, {self.about}, kind, value, true_from, known_at, act_id) VALUES (%s, %s, %s, %s::jsonb, %s, %s, %s)",
            [new_id(), thing, kind, json.dumps(value, ensure_ascii=False), true_from, known_at, act_id],
        )

    def record(self, thing: UUID, kind: str, value: dict[str, Any], true_from: date, known_at: datetime, act_id: UUID) -> None:
        """From a day on something else is true: the former fact is closed, the new one written.

        Raises: FactWrittenMeanwhile when another act did the same at the same time (the unique index says so).
        """
        execute(f"UPDATE {self.name} SET true_to = %s WHERE {self.about} = %s AND kind = %s AND {NOW}", [true_from, thing, kind])
        try:
            self.first(thing, kind, value, true_from, known_at, act_id)
        except IntegrityError as fault:
            raise FactWrittenMeanwhile from fault

    def entry(self, thing: UUID, kind: str) -> dict[str, Any] | None:
        """The current fact of a kind with its id and the act that wrote it."""
        found = rows(f"SELECT id, kind, value, true_from, act_id FROM {self.name} WHERE {self.about} = %s AND kind = %s AND {NOW}", [thing, kind])
        return {**found[0], "value": _value(found[0]["value"])} if found else None

    def by_ids(self, fact_ids: list[UUID]) -> list[dict[str, Any]]:
        """Facts by their ids, whether they still stand or not, as ``entry``."""
        found = rows(f"SELECT id, kind, value, true_from, act_id FROM {self.name} WHERE id = ANY(%s)", [fact_ids])
        return [{**r, "value": _value(r["value"])} for r in found]

    def current_of_many(self, things: list[UUID], kind: str) -> dict[UUID, dict[str, Any]]:
        """The current fact of one kind of many things."""
        found = rows(f"SELECT {self.about} AS thing, value FROM {self.name} WHERE {self.about} = ANY(%s) AND kind = %s AND {NOW}", [things, kind])
        return {r["thing"]: _value(r["value"]) for r in found}

    def correct(self, thing: UUID, kind: str, value: dict[str, Any], known_at: datetime, act_id: UUID) -> None:
        """What is written of a thing was wrong: known to be so since now, and the right value has been true since the same day.

        Raises: FactWrittenMeanwhile when another act wrote the same kind of fact at the same time.
        """
        wrong = self.entry(thing, kind)
        if wrong is None or not execute(f"UPDATE {self.name} SET superseded_at = %s WHERE id = %s AND {NOW}", [known_at, wrong["id"]]):
            raise FactWrittenMeanwhile
        try:
            self.first(thing, kind, value, wrong["true_from"], known_at, act_id)
        except IntegrityError as fault:
            raise FactWrittenMeanwhile from fault


def _value(found: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    return read
