"""Whether a page can be used by everybody who can use a browser: axe-core's rules for WCAG 2.2 A and AA and its best practices, on the page as it stands."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()


def faults(page: Page) -> list[str]:
    """What stands in somebody's way on this page: rule, place and what to do, one line each."""
    found = AXE.run(page).response["violations"]
    return [f"{page.url}: {one['id']} ({one['impact']}): {' '.join(node['target'])}: {node['failureSummary']}" for one in found for node in one["nodes"]]
