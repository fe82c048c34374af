"""Contract of the import linter: a room is entered through its ``public.py`` and nowhere else."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

# What Django itself must reach: settings name the middleware, the program's start names grants, clock and launcher.
OPEN = (".urls", ".apps", ".migrations", ".tests")


class FrontDoorContract(Contract):
    """Every import of a module inside a room, from outside it, must be an import of its door."""

    floors = fields.ListField(subfield=fields.StringField())
    door = fields.StringField(default="public")

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002
        """Find imports past a door."""
        rooms = sorted(room for floor in self.floors for room in graph.find_children(floor))  # type: ignore[attr-defined]
        past = [
            (importer, target)
            for room in rooms
            for target in {room, *graph.find_descendants(room)}
            if target != f"{room}.{self.door}"
            for importer in graph.find_modules_that_directly_import(target)
            if not _allowed(importer, target, room)
        ]
        return ContractCheck(kept=not past, metadata={"past": sorted(past)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say who reaches past which door."""
        for importer, target in check.metadata["past"]:
            output.print_error(f"{importer} reaches past the door into {target}")


def _allowed(importer: str, target: str, room: str) -> bool:
    """The room itself; tests; facts, the one shared base of register tables; and the program's start, which builds the house."""
    own = importer == room or importer.startswith(f"{room}.")
    shared = target.endswith(".database.facts")
    return own or shared or ".tests" in importer or importer.startswith("yitang.config")
