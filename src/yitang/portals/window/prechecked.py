"""What was seen before the number: the papers as the guide marked them, and their photos."""

from dataclasses import dataclass

from yitang.kernel.viewer import Viewer
from yitang.platform.uploads.public import UploadRow, uploads_of
from yitang.portals.frame.words import staff_names
from yitang.processes.guidance.public import Line, PrecheckRow, papers, precheck_of_ticket
from yitang.processes.queue.public import AtWindow


@dataclass(frozen=True, slots=True)
class Seen:
    """A pre-check for the desk; ``first``: who was asked first (首问), nobody for a citizen's own check."""

    precheck: PrecheckRow
    lines: tuple[tuple[Line, tuple[tuple[UploadRow, range], ...]], ...]
    first: str

    @property
    def to_bring(self) -> int:
        """How many papers were not there."""
        return sum(line.to_bring for line, _ in self.lines)


def seen_before(viewer: Viewer, current: AtWindow) -> Seen | None:
    """What was seen before the number that is at the window, if anything was."""
    found = precheck_of_ticket(viewer, current.ticket_id)
    if found is None:
        return None
    files = [(one, range(1, one.pages + 1)) for one in uploads_of(found.id)]
    lines = tuple((line, tuple(pair for pair in files if pair[0].what == line.material)) for line in papers(found))
    first = staff_names([found.account_id]).get(found.account_id, "") if found.account_id else ""
    return Seen(found, lines, first)
