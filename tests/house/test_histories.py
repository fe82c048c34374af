"""Law 6 on the SQL that ran, law 8 on the tables: each is shown to catch a planted violation."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connections, models
from tools.house import recorded
from tools.house.laws import HOUSE, third_history

from yitang.platform.database.facts import Fact

ASK = "from yitang.platform.database.public import rows\nfound = rows({sql!r})\n"


def run_as(place: str, sql: str) -> None:
    """Run a statement from a file that would lie at this place of the house."""
    exec(compile(ASK.format(sql=sql), str(HOUSE / place), "exec"), {})


def test_a_planted_statement_is_caught_as_it_runs(committed_db: None) -> None:
    connections["default"].close()
    run_as("processes/queue/planted.py", "SELECT 1 FROM queue_ticket")
    run_as("registers/people/planted.py", "SELECT 1 FROM people_person")
    for place, sql in (
        ("processes/queue/planted.py", "SELECT 1 FROM queue_ticket t JOIN people_person p ON p.id = t.person_id"),
        ("processes/queue/planted.py", 'SELECT 1 FROM "cases_case"'),
        ("portals/chief/planted.py", "SELECT count(*) FROM queue_ticket"),
        ("portals/phone/planted.py", "UPDATE queue_ticket SET state = 'done'"),
        ("platform/identity/planted.py", "INSERT INTO live_outbox (topic) VALUES ('x')"),
        ("registers/people/planted.py", "WITH one AS (SELECT id FROM drivers_licence) SELECT 1 FROM one"),
    ):
        with pytest.raises(recorded.NamesTableOfAnotherRoom):
            run_as(place, sql)


def test_the_record_is_of_this_run_and_knows_every_table(committed_db: None) -> None:
    before = recorded.count
    run_as("processes/queue/planted.py", "SELECT 1 FROM queue_visit")
    assert recorded.count == before + 1
    assert ("processes/queue", "queue_visit") in recorded.seen
    named = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("yitang.")}
    assert named == set(recorded.owners())
    assert len(named) > 30


def test_statements_through_the_models_are_read_too(committed_db: None) -> None:
    code = "from django.apps import apps\nlist(apps.get_model('people', 'Person').objects.all())\n"
    with pytest.raises(recorded.NamesTableOfAnotherRoom):
        exec(compile(code, str(HOUSE / "processes/queue/planted.py"), "exec"), {})


def facts() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, Fact)]


def lacking(model: type[models.Model]) -> list[str]:
    """What a table of facts lacks of law 8: the three times, and one current fact of a kind."""
    names = {field.name for field in model._meta.get_fields()}
    found = sorted({"true_from", "true_to", "known_at", "superseded_at", "act_id"} - names)
    current = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint) and c.condition is not None and "kind" in c.fields]
    return found + ([] if current else ["one current fact"])


def test_every_table_of_facts_has_its_three_times_and_one_current_fact() -> None:
    assert facts()
    assert [(model.__name__, lacking(model)) for model in facts() if lacking(model)] == []

    class Planted(models.Model):
        kind = models.CharField(max_length=5)
        true_from = models.DateField()

        class Meta:
            app_label = "drivers"

    try:
        assert lacking(Planted) == ["act_id", "known_at", "superseded_at", "true_to", "one current fact"]
    finally:
        del apps.all_models["drivers"]["planted"]
        apps.clear_cache()


@pytest.mark.parametrize(
    ("said", "caught"),
    [
        ('S = "UPDATE drivers_fact SET true_to = %s WHERE id = %s"', False),
        ('S = "UPDATE drivers_fact SET superseded_at = %s, true_to = %s WHERE id = %s"', False),
        ('S = "UPDATE drivers_fact SET value = %s WHERE id = %s"', True),
        ('S = "DELETE FROM vehicles_fact WHERE id = %s"', True),
        ("import pghistory", True),
    ],
)
def test_a_fact_is_closed_and_never_rewritten(said: str, caught: bool) -> None:
    assert bool(third_history("registers/drivers/operations.py", said)) == caught


def test_the_second_current_fact_is_refused_by_the_table_itself(city: dict[str, Any]) -> None:
    tried = set()
    for model in facts():
        table = model._meta.db_table
        columns = ", ".join(f.column for f in model._meta.concrete_fields if f.name != "id")
        copy = f"INSERT INTO {table} (id, {columns}) SELECT gen_random_uuid(), {columns} FROM {table} WHERE true_to IS NULL AND superseded_at IS NULL LIMIT 1"
        with connections["default"].cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
            if cursor.fetchone():
                with pytest.raises(IntegrityError):
                    cursor.execute(copy)
                tried.add(table)
    assert tried >= {"drivers_fact", "vehicles_fact"}
