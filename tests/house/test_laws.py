"""The laws of the house hold, and each check catches what it is there for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from tools.house.laws import FLOORS, LAWS, ROOT, sources

PLANTS = {
    "forbidden_names": ("processes/queue/utils.py", ""),
    "imports_in_functions": ("processes/queue/x.py", "def f():\n    from yitang.processes.cases.public import issue\n"),
    "too_long": ("processes/queue/x.py", "x = 1\n" * 401),
    "foreign_tables": ("processes/queue/x.py", 'S = "SELECT 1 FROM people_person"'),
    "other_clocks": ("processes/queue/x.py", "import datetime\nx = datetime.now()\n"),
    "triggers": ("platform/audit/migrations/0009_x.py", 'S = "CREATE TRIGGER t BEFORE INSERT ON x"'),
    "other_crypto": ("registers/people/x.py", "from cryptography.fernet import Fernet\n"),
    "dangerous": ("portals/chief/x.py", "x = mark_safe('<b>')\n"),
    "undocumented": ("processes/queue/x.py", '"""m"""\ndef f():\n    pass\n'),
    "third_history": ("registers/drivers/x.py", 'S = "UPDATE drivers_fact SET value = %s, true_to = %s WHERE id = %s"'),
    "reads_past_the_viewer": ("portals/chief/x.py", "from yitang.platform.database.public import rows\n"),
    "unfinished": ("processes/queue/x.py", "# TO" + "DO later\n"),
}
MORE_PLANTS = {
    "reads_past_the_viewer": ("portals/chief/x.py", "def f(Case):\n    return Case.objects.get(id=1)\n"),
    "third_history": ("registers/drivers/models.py", "class LicenceHistory:\n    pass\n"),
    "too_long": ("processes/queue/x.py", "def f():\n" + "    x = 1\n" * 62),
    "other_clocks": ("processes/queue/x.py", 'S = "UPDATE queue_ticket SET closed_at = now()"'),
    "dangerous": ("config/x.py", "import subprocess\nsubprocess.run('x', shell=True)\n"),
}


@pytest.mark.parametrize("name", LAWS)
def test_the_house_keeps_the_law(name: str) -> None:
    assert [found for path, text in sources() for found in LAWS[name](path, text)] == []


@pytest.mark.parametrize("name", LAWS)
def test_the_check_catches_a_planted_violation(name: str) -> None:
    for planted in (PLANTS[name], MORE_PLANTS.get(name)):
        if planted:
            assert LAWS[name](*planted), planted


def upward(model: type[models.Model]) -> list[str]:
    """Foreign keys of a model that point to a higher floor, or into a room that stands beside (law 3)."""

    def floor(other: type[models.Model]) -> int:
        return FLOORS.index(other.__module__.split(".")[1])

    return [
        f"{model.__name__}.{field.name}"
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and isinstance(field.related_model, type)
        and field.related_model._meta.app_label != model._meta.app_label
        and floor(field.related_model) >= floor(model)
    ]


def test_foreign_keys_point_downward_or_stay_in_the_room() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("yitang.")]
    assert len(ours) > 30
    assert [found for model in ours for found in upward(model)] == []


def test_a_planted_upward_key_is_caught() -> None:
    from yitang.platform.identity.models import Account
    from yitang.processes.queue.models import Ticket

    class Planted(models.Model):
        ticket = models.ForeignKey(Ticket, models.CASCADE)

        class Meta:
            app_label = "identity"

    Planted.__module__ = Account.__module__
    try:
        assert upward(Planted) == ["Planted.ticket"]
    finally:
        del apps.all_models["identity"]["planted"]
        apps.clear_cache()


def rights(table: str, right: str) -> bool:
    """Whether the program's role has a right on a table."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, right])
        return bool(cursor.fetchone()[0])


def test_the_program_owns_nothing_and_may_only_add_to_what_rooms_call_append_only(db: None) -> None:
    from yitang.platform.database.grants import append_only

    assert "audit_row" in append_only()
    for table in append_only():
        assert rights(table, "INSERT"), table
        assert not any(rights(table, right) for right in ("UPDATE", "DELETE", "TRUNCATE")), table
    assert rights("queue_ticket", "UPDATE"), "the question can be answered with yes"
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_log_rows_have_no_place_for_personal_data() -> None:
    from yitang.platform.audit.models import Row

    allowed = (models.UUIDField, models.BigIntegerField, models.DateTimeField, models.BinaryField)
    ids = {field.name for field in Row._meta.get_fields() if isinstance(field, ArrayField) and isinstance(field.base_field, models.UUIDField)}
    assert ids == {"about"}, "ids of keys, which say nothing once the key and its person are parted"
    words = {field.name for field in Row._meta.get_fields() if not isinstance(field, allowed)} - ids
    assert words == {"act", "result", "post", "thing_kind", "thing_id", "key_id"}


def hosts_and_paths(text: str) -> bool:
    """Whether a text names a package registry's host or a folder of somebody's machine."""
    marks = ("pypi" + ".org", "npmjs" + ".org", "deb." + "debian.org", "/wor" + "k/", "/ho" + "me/")
    return any(mark in text for mark in marks)


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    named = []
    for name in filter(None, listed):
        path = Path(ROOT / name)
        if path.suffix in {".png", ".ogg", ".gz"} or not path.is_file():
            continue
        if hosts_and_paths(path.read_text(encoding="utf-8")):
            named.append(name)
    assert named == []
    assert hosts_and_paths("https://" + "pypi" + ".org/simple")


def lint(folder: Path) -> str:
    """What the import linter says of a copy of the house."""
    program = Path(sys.executable).parent / "lint-imports"
    environment = {**os.environ, "PYTHONPATH": f"{folder / 'src'}:{folder}"}
    done = subprocess.run([program, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


WALLS = {
    "Floors": ("kernel/planted.py", "import yitang.platform.policy.public"),
    "In every room": ("processes/queue/domain.py", "import yitang.processes.queue.models"),
    "domain, engines and kernel": ("engines/dispatch/planted.py", "import django"),
    "Rooms on one floor": ("platform/live/planted.py", "import yitang.platform.audit.public"),
    "Portals do not": ("portals/phone/planted.py", "import yitang.portals.window.pages"),
    "Rooms are entered": ("portals/chief/planted.py", "import yitang.processes.queue.operations"),
}


def test_the_walls_of_imports_stand_and_each_planted_import_is_caught(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src" / "yitang", tmp_path / "src" / "yitang", ignore=shutil.ignore_patterns("static", "data", "__pycache__"))
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    shutil.copyfile(ROOT / ".importlinter", tmp_path / ".importlinter")
    assert "6 kept, 0 broken" in lint(tmp_path)
    for path, line in WALLS.values():
        with (tmp_path / "src" / "yitang" / path).open("a") as file:
            file.write(f"\n{line}\n")
    said = lint(tmp_path)
    assert "0 kept, 6 broken" in said, said[-2000:]
