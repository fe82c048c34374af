"""The reference says what the program does: each page is what the program would write now."""

from pathlib import Path

from tools.reference import FOLDER, PAGES


def old_pages(folder: Path) -> list[str]:
    """Pages in a folder that are not what the program would write now."""
    return [name for name in sorted(PAGES) if (folder / name).read_text(encoding="utf-8") != PAGES[name]()]


def test_every_page_of_the_reference_is_current() -> None:
    assert old_pages(FOLDER) == [], "run make reference"


def test_a_page_that_is_not_current_is_noticed(tmp_path: Path) -> None:
    for name in PAGES:
        (tmp_path / name).write_text((FOLDER / name).read_text(encoding="utf-8"), encoding="utf-8")
    access = tmp_path / "access.md"
    access.write_text(access.read_text(encoding="utf-8").replace("two_factor", "none", 1), encoding="utf-8")
    assert old_pages(tmp_path) == ["access.md"]


def test_the_index_names_every_page_of_the_docs() -> None:
    docs = FOLDER.parent
    index = (docs / "index.md").read_text(encoding="utf-8")
    pages = {str(path.relative_to(docs)) for path in docs.rglob("*.md")} - {"index.md"}
    missing = {page for page in pages if not page.startswith("decisions/") and page not in index}
    assert missing == set()
