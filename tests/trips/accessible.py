"""Whether a page can be used by everybody who can use a browser: axe-core's rules for WCAG 2.2 A and AA and its best practices, on the page as it stands."""

from weakref import WeakSet

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

AXE = Axe()
# axe is a script itself: where none runs, nothing can be asked.
SCRIPTLESS: WeakSet[BrowserContext] = WeakSet()


def scriptless(browser: Browser, **said: object) -> BrowserContext:
    """A browser in which no script runs."""
    context = browser.new_context(java_script_enabled=False, **said)  # type: ignore[arg-type]
    SCRIPTLESS.add(context)
    return context


def faults(page: Page) -> list[str]:
    """What stands in somebody's way on this page: rule, place and what to do, one line each."""
    if page.context in SCRIPTLESS:
        return []
    found = AXE.run(page).response["violations"]
    return [f"{page.url}: {one['id']} ({one['impact']}): {' '.join(node['target'])}: {node['failureSummary']}" for one in found for node in one["nodes"]]
