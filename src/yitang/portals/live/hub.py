"""One reader of the outbox for all streams of this process: numbers what was committed, hands it to whoever may hear it."""

import asyncio
import logging
import threading
import time

from django.db import close_old_connections, connection

from yitang.kernel.viewer import Viewer
from yitang.platform.identity.public import alive, device_alive
from yitang.platform.live.public import Told, events_after, sequence_once, topic_numbers
from yitang.processes.queue.public import live_topics

log = logging.getLogger(__name__)
EVERY_S = 0.05
CHECK_EVERY_S = 4.0
MOST_WAITING = 200


class Stream:
    """One open stream: whose it is, what it may hear, how far it has heard."""

    def __init__(self, viewer: Viewer, loop: asyncio.AbstractEventLoop) -> None:
        self.viewer = viewer
        self.loop = loop
        self.queue: asyncio.Queue[list[Told] | None] = asyncio.Queue()
        self.topics: tuple[str, ...] = ()

    def give(self, news: list[Told] | None) -> None:
        """Hand news to the stream's own loop; None ends it. A reader that does not read is cut off."""

        def put() -> None:
            if self.queue.qsize() > MOST_WAITING:
                self.queue.put_nowait(None)
            else:
                self.queue.put_nowait(news)

        self.loop.call_soon_threadsafe(put)


class Hub:
    """All streams of this process, fed by one thread."""

    def __init__(self) -> None:
        self._streams: set[Stream] = set()
        self._seen: dict[str, int] = {}
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def join(self, stream: Stream, resume: dict[str, int]) -> list[Told]:
        """Let a stream in. Returns: what it missed since ``resume`` (numbers by topic that the client last saw)."""
        self._start()
        topics = live_topics(stream.viewer)
        missed: list[Told] = []
        with self._guard:
            numbers = topic_numbers(topics)
            # Only topics that this viewer may hear count; whatever else the client claims to have seen is ignored.
            behind = {t: resume[t] for t in topics if t in resume and resume[t] < numbers[t]}
            missed = events_after(behind) if behind else []
            for topic in topics:
                self._seen.setdefault(topic, numbers[topic])
            stream.topics = topics
            self._streams.add(stream)
        return missed

    def refresh(self, stream: Stream) -> None:
        """What the stream may hear now: a phone that took a number hears of that too."""
        topics = live_topics(stream.viewer)
        with self._guard:
            for topic, n in topic_numbers([t for t in topics if t not in self._seen]).items():
                self._seen[topic] = n
            stream.topics = topics

    def leave(self, stream: Stream) -> None:
        """The stream is closed."""
        with self._guard:
            self._streams.discard(stream)
            heard = {topic for one in self._streams for topic in one.topics}
            self._seen = {topic: n for topic, n in self._seen.items() if topic in heard}

    def _start(self) -> None:
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
                self._thread.start()

    def start(self) -> None:
        """Begin to number news even before anybody listens."""
        self._start()

    def _run(self) -> None:
        checked = 0.0
        while not self._stop.wait(EVERY_S):
            try:
                sequence_once()
                self._pass_on()
                if time.monotonic() - checked > CHECK_EVERY_S:
                    checked = time.monotonic()
                    self._end_the_dead()
            except Exception:  # noqa: BLE001 - the reader goes on when the database comes back
                log.warning("outbox reader: trying again", exc_info=True)
                close_old_connections()
                connection.close()
                self._stop.wait(0.5)
        connection.close()

    def _pass_on(self) -> None:
        with self._guard:
            if not self._seen:
                return
            news = events_after(self._seen)
            for told in news:
                self._seen[told.topic] = max(self._seen[told.topic], told.n)
            streams = tuple(self._streams)
        if not news:
            return
        for stream in streams:
            mine = [told for told in news if told.topic in stream.topics]
            if mine:
                stream.give(mine)

    def _end_the_dead(self) -> None:
        """Sessions that ended and devices that were revoked hear no more (≤ 5 s)."""
        with self._guard:
            streams = tuple(self._streams)
        for stream in streams:
            viewer = stream.viewer
            dead = viewer.device_id and not device_alive(viewer.device_id)
            if dead or (viewer.session_id and not alive(viewer.session_id)):
                stream.give(None)


HUB = Hub()
