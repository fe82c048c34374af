"""H6: from the clerk's press to the last of forty screens that shows the call, pushed, without a fetch.

Forty displays of the hall, each a paired device with a stream of its own, and 320 waiting. The clock starts before the clerk's request is
sent, so that the act itself, its log row and its commit are in the figure. A screen shows what the news holds: that there is nothing to
fetch is looked at in the news (label and window are in it). Without its guard the screens ask for the board every five seconds instead.
"""

import contextlib
import json
import random
import selectors
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tools.bench import office
from tools.bench.h5 import Line
from tools.bench.verdict import Measured, Must, percentile

SCREENS, ROUNDS, POLL_S = 40, 120, 5.0
LABELLED = {"label", "window"}


@dataclass(slots=True)
class Screen:
    """One display with its open stream, or its habit of asking."""

    client: Any
    wire: socket.socket | None = None
    read: bytes = b""
    bytes: int = 0
    shown: dict[str, float] = field(default_factory=dict)

    def listen(self) -> None:
        """Open the stream, signed as a device signs."""
        path = "/live/stream"
        said = {"Host": "localhost", "Accept": "text/event-stream", **self.client._signature("GET", path, b"")}
        self.wire = socket.create_connection(("127.0.0.1", office.PORT + 1), 10)
        self.wire.sendall((f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in said.items()) + "\r\n").encode())
        while b"event: hello" not in self.read:
            got = self.wire.recv(65536)
            if not got:
                raise RuntimeError(f"a screen's stream was refused: {self.read[:80]!r}")
            self.read += got
        self.read = b""
        self.wire.setblocking(False)

    def news(self, at: float) -> None:
        """Read what came; note the calls that are whole."""
        assert self.wire is not None
        got = self.wire.recv(65536)
        if not got:
            raise RuntimeError("a screen's stream ended")
        self.bytes += len(got)
        *whole, self.read = (self.read + got).split(b"\n\n")
        for one in whole:
            for line in one.split(b"\n"):
                if line.startswith(b"data: {") and b'"kind": "called"' in line:
                    self.show(json.loads(line[6:]), at)

    def show(self, news: dict[str, Any], at: float) -> None:
        """Note when a call could be drawn. Raises: RuntimeError for news that a screen would have to fetch more for."""
        payload = news["payload"]
        if not set(payload) >= LABELLED:
            raise RuntimeError(f"a screen would have to fetch: {sorted(payload)}")
        self.shown.setdefault(payload["label"], at)


def screens(here: office.Office, hall: UUID) -> list[Screen]:
    """Displays of the hall that the head of the office has let in."""
    return [Screen(client) for client in here.devices("display", SCREENS, hall)]


def measure(sabotage: bool) -> Measured:
    """Run it."""
    from yitang.platform.database.public import row

    with office.running() as here:
        hall = here.hall()
        line = Line(hall)
        line.fill()
        clerk, window = here.clerks(1)[0]
        shown = screens(here, hall)
        over = threading.Event()
        if sabotage:
            for screen in shown:
                threading.Thread(target=ask_every_so_often, args=(screen, hall, over), daemon=True).start()
        else:
            for screen in shown:
                screen.listen()
        took, sizes = [], []
        for _ in range(10 if sabotage else ROUNDS):
            line.fill()
            for screen in shown:
                screen.bytes = 0
            began = time.perf_counter()
            call = clerk.call("POST", f"/api/v1/windows/{window}/call")
            found = row(
                "SELECT letter || CASE WHEN number < 1000 THEN lpad(number::text, 3, '0') ELSE number::text END AS label FROM queue_ticket WHERE id = %s",
                [call["id"]],
            )
            assert found is not None
            last = wait_for_all(shown, found["label"], sabotage)
            took.append((last - began) * 1000)
            sizes.append(max(screen.bytes for screen in shown))
            clerk.call("POST", f"/api/v1/windows/{window}/finish")
            for screen in shown:
                screen.shown.clear()
        over.set()
    p99 = percentile(took, 0.99)
    musts = (Must("p99", p99, "≤", 250, "ms"), Must("bytes for each screen", max(sizes), "≤", 2048, "B"), Must("screens", len(shown), "=", SCREENS))
    said = (
        f"p50 {percentile(took, 0.5):.0f} ms, p90 {percentile(took, 0.9):.0f} ms, most {max(took):.0f} ms; bytes {percentile(sizes, 0.5):.0f} to {max(sizes)}"
    )
    return Measured("H6", p99, "ms p99", musts, details=(said,))


def wait_for_all(shown: list[Screen], label: str, asked: bool) -> float:
    """When the last screen could draw the call. Raises: RuntimeError when one could not within half a minute."""
    until = time.perf_counter() + 30
    with selectors.DefaultSelector() as ready:
        for screen in shown:
            if screen.wire is not None:
                ready.register(screen.wire, selectors.EVENT_READ, screen)
        while not all(label in screen.shown for screen in shown):
            if time.perf_counter() > until:
                raise RuntimeError(f"not every screen showed {label}")
            if asked:
                time.sleep(0.01)
                continue
            for key, _ in ready.select(0.5):
                key.data.news(time.perf_counter())
    return max(screen.shown[label] for screen in shown)


def ask_every_so_often(screen: Screen, hall: UUID, over: threading.Event) -> None:
    """Without push: what a screen does that asks for the board."""
    over.wait(random.random() * POLL_S)  # noqa: S311 - screens were not switched on together
    while not over.is_set():
        with contextlib.suppress(OSError):
            board = screen.client.call("GET", f"/api/v1/halls/{hall}/board")
            screen.bytes += len(json.dumps(board))
            for call in board["calls"]:
                screen.shown.setdefault(call["label"], time.perf_counter())
        over.wait(POLL_S)
