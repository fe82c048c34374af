"""The witnesses that this installation tells: the folder beside it, and those of the setting ``YITANG_WITNESSES``."""

from pathlib import Path

from django.conf import settings

from yitang.platform.audit.remote import HttpWitness
from yitang.platform.audit.several import Several
from yitang.platform.audit.witness import FolderWitness, Witness

FOLDER = "folder"


def members() -> dict[str, Witness]:
    """Each witness by its name: ``folder``, another folder by its path, another installation by its address."""
    others = {said: HttpWitness(said) if said.startswith(("http://", "https://")) else FolderWitness(Path(said)) for said in settings.YITANG_WITNESSES}
    return {FOLDER: FolderWitness(), **others}


def keeper() -> Witness:
    """All of them as one."""
    found = members()
    return Several(found) if len(found) > 1 else found[FOLDER]
