"""What was sent with a case, as the desk lists it."""

from yitang.platform.uploads.public import UploadRow, uploads_of
from yitang.processes.cases.public import CaseRow, papers_to_send


def sent(case: CaseRow) -> list[tuple[UploadRow, str, range]]:
    """Photos and PDFs of a case that the viewer has loaded: the file, the Chinese name of the paper, its pages."""
    names = {m.id: m.zh for m in papers_to_send(case)}
    return [(one, names.get(one.what, one.what), range(1, one.pages + 1)) for one in uploads_of(case.id)]
