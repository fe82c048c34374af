"""A whole office for a trip: pages, push, sealer and worker as processes of their own, a real browser, people and devices in it."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.ports import free_pair
from tests.trips import accessible
from yitang.config.serving import commands, gather_static
from yitang.config.supervisor import _die_with_parent

# The browser driver runs a loop in this thread; the tests ask the database from it all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
PORT = free_pair()
BASE = f"http://localhost:{PORT}"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--mute-audio",
]  # fmt: skip


@dataclass
class Office:
    """The running office and the browser in front of it."""

    city: dict[str, Any]
    browser: Browser
    var: Path
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, phone: bool = False, width: int = 1366, height: int = 768) -> Page:
        """A browser of somebody's own; faults on its pages fail the trip."""
        size = {"width": min(width, 360), "height": 740} if phone else {"width": width, "height": height}
        context = self.browser.new_context(viewport=size, locale="zh-CN", has_touch=phone)  # type: ignore[arg-type]
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("console", lambda said: self.faults.append(said.text) if "Content Security Policy" in said.text else None)
        page.set_default_timeout(12000)
        return page

    def sign_in(self, page: Page, login: str, window: int | None = None) -> None:
        """Staff sign in with badge, password and the code of this moment, by keyboard; a code that turned meanwhile is typed once more."""
        page.goto(f"{BASE}/sign-in")
        expect(page.locator("#login")).to_be_focused()
        page.keyboard.type(login)
        page.keyboard.press("Tab")
        page.keyboard.type(self.city["accounts"][login]["password"])
        page.keyboard.press("Tab")
        page.keyboard.type(self.fresh_code(login))
        if window:
            page.keyboard.press("Tab")
            page.keyboard.type(str(window))
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator(".summary, main:not(:has(#login))").first.wait_for()
        if page.locator(".summary").count():
            page.fill("#password", self.city["accounts"][login]["password"])
            page.fill("#code", self.fresh_code(login))
            page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/(window|guide|chief|admin|me)\b"))

    def fresh_code(self, login: str) -> str:
        """The one-time code of this moment. A code counts once: that it was used is forgotten first, since a trip signs in faster than people."""
        from yitang.platform.database.public import execute
        from yitang.platform.identity.public import code_for

        execute("UPDATE identity_account SET totp_step = 0 WHERE login = %s", [login])
        return code_for(login)

    def pair(self, chief: Page, path: str, name: str, window: int | None = None, **size: int) -> Page:
        """A device opens its page, the chief types the code that it shows."""
        device = self.page(**size)
        device.goto(BASE + path)
        self.let_in(chief, device, name, window)
        return device

    @staticmethod
    def let_in(chief: Page, device: Page, name: str, window: int | None = None) -> None:
        """The chief types the code that a device shows."""
        code = device.locator("[data-code]").inner_text()
        chief.goto(f"{BASE}/chief/devices")
        chief.fill("#code", code)
        chief.fill("#name", name)
        if window:
            chief.select_option("#window", label=f"{window} 号")
        chief.click("text=让它进来")
        chief.wait_for_selector(f"td:has-text('{name}')")
        device.wait_for_selector("[data-code]", state="detached")


def press(page: Page, key: str) -> None:
    """Press a function key once the page has its scripts: a hand is never as fast as the words on the page."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def keys(clerk: Page, *pressed: str) -> None:
    """Press function keys one after the other, each when its button is there."""
    for key in pressed:
        clerk.wait_for_selector(f"[data-key={key}]")
        press(clerk, key)


def called_until_tapped(phone: Page) -> None:
    """The phone is yellow until tapped, and a reload does not call again."""
    expect(phone.locator("body")).to_have_class("calling")
    phone.click("[data-heard] button")
    expect(phone.locator("body")).not_to_have_class("calling")
    phone.reload()
    expect(phone.locator("[data-heard-yes]")).to_be_visible()
    expect(phone.locator("body")).not_to_have_class("calling")


def browser_path() -> str | None:
    """Debian's chromium, if it and what its driver needs are there."""
    return shutil.which("chromium") if find_library("atomic") or Path("/usr/lib/x86_64-linux-gnu/libatomic.so.1").exists() else None


@pytest.fixture
def office(city: dict[str, Any], installation: Path) -> Iterator[Office]:
    """Processes and browser; everything ends with the test."""
    if browser_path() is None:
        pytest.skip("browser tests need the system package chromium")
    with running(installation), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        found = Office(city, browser, installation)
        yield found
        for context in found.contexts:
            found.faults += [fault for page in context.pages if page.url.startswith(BASE) for fault in accessible.faults(page)]
            context.close()
        browser.close()
        assert found.faults == []


@contextmanager
def running(installation: Path) -> Iterator[None]:
    """The processes of the office, on ``PORT`` and the one after it, while the block lasts."""
    processes = [start(name, command, installation) for name, command in commands(PORT, gather_static(installation)).items()]
    try:
        for address in (f"http://127.0.0.1:{PORT}/", f"http://127.0.0.1:{PORT + 1}/live/health"):
            until_answers(address, processes)
        yield
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def start(name: str, command: list[str], var: Path) -> subprocess.Popen[bytes]:
    """One process with the environment of this test run."""
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "YITANG_PORT": str(PORT), "PYTHONPATH": str(root / "src"), "DJANGO_SETTINGS_MODULE": "yitang.config.settings"}
    with (var / f"{name}.log").open("ab") as log:
        return subprocess.Popen(command, env=environment, cwd=root, stdout=log, stderr=log, start_new_session=True, preexec_fn=_die_with_parent)


def until_answers(address: str, processes: list[subprocess.Popen[bytes]]) -> None:
    """Wait until an address answers, or a process has ended."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert all(process.poll() is None for process in processes), "a process of the office ended"
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers={"Host": "localhost"}), timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Ask until it is so, for at most forty seconds: two spoken calls take twenty."""

    def ask(question: Callable[[], bool]) -> None:
        until = time.monotonic() + 40
        while not question():
            assert time.monotonic() < until, "it did not become so within forty seconds"
            time.sleep(0.1)

    return ask
