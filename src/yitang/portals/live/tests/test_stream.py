"""The push stream by itself: who is let in, what is heard, what was missed, when it ends."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from yitang.kernel.viewer import Viewer
from yitang.platform.audit.public import act
from yitang.platform.identity.public import anonymous, cookie_name, end
from yitang.platform.live.public import Event, sequence_once
from yitang.portals.live import app, hub
from yitang.processes.queue.public import issue_ticket
from yitang.processes.queue.tests.test_queue import RENEW, kiosk


@pytest.fixture
def desk(city: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A hub of this test alone, and a phone that holds a number."""
    own = hub.Hub()
    monkeypatch.setattr(app, "HUB", own)
    monkeypatch.setattr(hub, "CHECK_EVERY_S", 0.2)
    monkeypatch.setattr(app, "BEAT_S", 0.3)
    token, phone = anonymous()
    ticket = issue_ticket(phone, city["hall"], RENEW, "phone")
    yield {**city, "token": token, "phone": phone, "ticket": ticket, "hub": own}
    own._stop.set()
    if own._thread:
        own._thread.join(5)


async def request(
    path: str, method: str = "GET", headers: dict[str, str] | None = None, seconds: float = 0, then: Any = None
) -> tuple[int, str, dict[str, str]]:
    """One request to the application, read for so long. Returns: status, text, headers."""
    sent: list[dict[str, Any]] = []
    over = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "path": path, "method": method,
        "headers": [(name.encode(), text.encode("latin-1")) for name, text in (headers or {}).items()],
    }  # fmt: skip
    running = asyncio.ensure_future(app.application(scope, receive, send))
    if then:
        while not sent and not running.done():
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        await asyncio.to_thread(then)
    await asyncio.wait([running], timeout=seconds or None)
    over.set()
    await running
    await sync_to_async(close)()
    head = {name.decode(): text.decode() for name, text in sent[0]["headers"]}
    return sent[0]["status"], b"".join(one.get("body", b"") for one in sent[1:]).decode(), head


def cookie(desk: dict[str, Any], **more: str) -> dict[str, str]:
    return {"cookie": f"{cookie_name()}={desk['token']}", **more}


def say(topic: str, kind: str = "told") -> None:
    with act(Viewer.system(), "test.say") as this:
        this.tell(Event(topic, kind, {"x": 1}))
    connection.close()


def close() -> None:
    """Close the connection of the thread that this runs in."""
    connection.close()


def news(text: str) -> list[dict[str, Any]]:
    return [json.loads(line.removeprefix("data: ")) for block in text.split("\n\n") if block.startswith("event: news") for line in block.split("\n")[1:]]


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/live/health", "GET", {}, 200), ("/live/nothing", "GET", {}, 404), ("/live/stream", "OPTIONS", {}, 204), ("/live/stream", "POST", {}, 405),
        ("/live/stream", "GET", {}, 401), ("/live/stream", "GET", {"cookie": "yitang_session=nobody"}, 401),
        ("/live/stream", "GET", {"cookie": "yitang_session=" + "x" * 500}, 401), ("/live/stream", "GET", {"cookie": "=;;[\u00e9"}, 401),
        ("/live/stream", "GET", {"x-yitang-device": "nothing"}, 401),
        ("/live/stream", "GET", {"x-yitang-device": "01a20d7f-48e3-765b-a766-a51ec40a8827", "x-yitang-time": "9" * 40}, 401),
    ],
)  # fmt: skip
def test_who_is_not_let_in(desk: dict[str, Any], path: str, method: str, headers: dict[str, str], status: int) -> None:
    assert asyncio.run(request(path, method, headers, 5))[0] == status


def test_only_our_own_pages_may_read_it(desk: dict[str, Any]) -> None:
    own = asyncio.run(request("/live/stream", "OPTIONS", {"origin": settings.YITANG_ORIGIN}))[2]
    assert own["access-control-allow-origin"] == settings.YITANG_ORIGIN
    assert own["access-control-allow-credentials"] == "true"
    assert "access-control-allow-origin" not in asyncio.run(request("/live/stream", "OPTIONS", {"origin": "http://elsewhere"}))[2]


@pytest.mark.parametrize("beside", ['other={"a": "b"}; ', "a[b]=1; ", "=;;[; ", "x y=z; "])
def test_a_cookie_of_another_program_beside_it_hides_nothing(desk: dict[str, Any], beside: str) -> None:
    said = {"cookie": beside + cookie(desk)["cookie"]}
    assert asyncio.run(request("/live/stream", headers=said, seconds=0.3))[0] == 200


def test_a_phone_hears_its_hall_and_its_number_and_nothing_else(desk: dict[str, Any]) -> None:
    mine, hall = f"ticket:{desk['ticket'].id}", f"hall:{desk['hall']}"

    def then() -> None:
        for topic in (mine, hall, "window:somebody", "ticket:01a20d7f-48e3-765b-a766-a51ec40a8827", f"office:{desk['office']}"):
            say(topic)

    status, text, head = asyncio.run(request("/live/stream", headers=cookie(desk), seconds=1.2, then=then))
    assert status == 200
    assert head["cache-control"] == "no-store"
    assert text.startswith("event: hello")
    assert "event: beat" in text
    heard = {(one["topic"], one["kind"]) for one in news(text)}
    assert {(mine, "told"), (hall, "told")} <= heard
    assert {topic for topic, _ in heard} <= {mine, hall}


def test_what_was_missed_is_sent_first_and_other_claims_count_nothing(desk: dict[str, Any]) -> None:
    hall = f"hall:{desk['hall']}"
    for _ in range(3):
        say(hall)
    sequence_once()
    claims = {hall: 1, "window:x": 0, f"office:{desk['office']}": 0}
    _, text, _ = asyncio.run(request("/live/stream", headers=cookie(desk, **{"last-event-id": json.dumps(claims)}), seconds=0.5))
    missed = news(text)
    assert {one["topic"] for one in missed} == {hall}
    assert [one["n"] for one in missed] == list(range(2, 2 + len(missed)))
    for claim in ("[]", "{", "null", '{"hall": "x"}', f'{{"{hall}": -1}}', f'{{"{hall}": 1e5}}', f'{{"{hall}": {10**300}}}', "[" * 5000, f'{{"{hall}": true}}'):
        status, text, _ = asyncio.run(request("/live/stream", headers=cookie(desk, **{"last-event-id": claim}), seconds=0.3))
        assert status == 200, claim
        assert news(text) == [], claim


def test_it_ends_when_the_session_ends(desk: dict[str, Any]) -> None:
    def then() -> None:
        end(desk["phone"].session_id, "signed_out")
        connection.close()

    _, text, _ = asyncio.run(request("/live/stream", headers=cookie(desk), seconds=6, then=then))
    assert text.endswith("event: over\ndata: {}\n\n")
    assert desk["hub"]._streams == set()
    assert desk["hub"]._seen == {}, "nobody listens, nothing is read for anybody"


def test_a_reader_that_does_not_read_is_cut_off(desk: dict[str, Any]) -> None:
    async def fill() -> Any:
        stream = hub.Stream(kiosk(desk), asyncio.get_running_loop())
        for _ in range(hub.MOST_WAITING + 2):
            stream.give([])
        await asyncio.sleep(0.1)
        return [stream.queue.get_nowait() for _ in range(stream.queue.qsize())][-1]

    assert asyncio.run(fill()) is None


def test_a_phone_that_takes_a_number_while_it_listens_hears_of_that_too(desk: dict[str, Any]) -> None:
    token, other = anonymous()
    found: list[Any] = []

    def then() -> None:
        import time

        found.append(issue_ticket(other, desk["hall"], RENEW, "phone").id)
        connection.close()
        time.sleep(1)
        say(f"ticket:{found[0]}")

    _, text, _ = asyncio.run(request("/live/stream", headers={"cookie": f"{cookie_name()}={token}"}, seconds=0.8, then=then))
    assert f"ticket:{found[0]}" in {one["topic"] for one in news(text)}


def test_the_server_starts_and_stops(desk: dict[str, Any]) -> None:
    async def life() -> list[str]:
        inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        said: list[str] = []

        async def send(message: dict[str, Any]) -> None:
            said.append(message["type"])

        await inbox.put({"type": "lifespan.startup"})
        await inbox.put({"type": "lifespan.shutdown"})
        await app.application({"type": "lifespan"}, inbox.get, send)
        return said

    assert asyncio.run(life()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_stream_that_is_cut_while_it_joins_is_not_kept(desk: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    inside, go_on, join = threading.Event(), threading.Event(), desk["hub"].join

    def slow(stream: hub.Stream, resume: dict[str, int]) -> Any:
        missed = join(stream, resume)
        inside.set()
        go_on.wait(5)
        return missed

    monkeypatch.setattr(desk["hub"], "join", slow)

    async def cut() -> None:
        async def nothing(*_: Any) -> Any:
            await asyncio.Event().wait()

        running = asyncio.ensure_future(app._stream(desk["phone"], {}, [], nothing, nothing))
        await asyncio.to_thread(inside.wait, 5)
        assert len(desk["hub"]._streams) == 1
        running.cancel()
        await asyncio.sleep(0.05)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await running
        await sync_to_async(close)()

    asyncio.run(cut())
    assert desk["hub"]._streams == set()
