"""The reference says what the program does: each page is what the program would write now."""

from pathlib import Path

import pytest
from tools.reference import FOLDER, PAGES


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_of_the_reference_is_current(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run make reference"


def test_a_page_that_is_not_current_is_noticed(tmp_path: Path) -> None:
    old = PAGES["access.md"]().replace("two_factor", "none", 1)
    assert old != PAGES["access.md"]()


def test_the_index_names_every_page_of_the_docs() -> None:
    docs = FOLDER.parent
    index = (docs / "index.md").read_text(encoding="utf-8")
    pages = {str(path.relative_to(docs)) for path in docs.rglob("*.md")} - {"index.md"}
    missing = {page for page in pages if not page.startswith("decisions/") and page not in index}
    assert missing == set()
