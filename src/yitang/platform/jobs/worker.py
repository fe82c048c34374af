"""The worker: finds the entry points of all rooms, asks the queue, does the jobs, says that it is alive, and sweeps."""

import asyncio
import logging
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import procrastinate
from django.apps import apps
from django.db import close_old_connections, connections

from yitang.kernel.errors import Refusal
from yitang.platform.jobs.domain import Entry, Every, pause_s
from yitang.platform.jobs.operations import QUEUE, do, give_back, sweep
from yitang.platform.policy.public import value

log = logging.getLogger(__name__)
AT_ONCE = 4
SWEEP_S = 3600.0
STOP_WITHIN_S = 5.0
CONNECT_S = 2.0
BEAT_S = 5.0


def entries() -> dict[str, Entry]:
    """Every entry point by ``room:entry``, from the ``jobs.py`` of the rooms."""
    return {f"{label}:{name}": entry for label, module in _modules() for name, entry in getattr(module, "JOBS", {}).items()}


def repeated() -> dict[str, Every]:
    """What every worker does again and again, by ``room:name``."""
    return {f"{label}:{name}": every for label, module in _modules() for name, every in getattr(module, "EVERY", {}).items()}


def _modules() -> list[tuple[str, Any]]:
    found = [config for config in apps.get_app_configs() if config.name.startswith("yitang.")]
    return [(config.label, import_module(f"{config.name}.jobs")) for config in found if find_spec(f"{config.name}.jobs")]


class _Again(procrastinate.BaseRetryStrategy):
    """A fault is tried again with growing pauses; a refusal is an answer and is not."""

    def get_retry_decision(self, *, exception: BaseException, job: procrastinate.jobs.Job) -> procrastinate.RetryDecision | None:
        """When to try again, or nothing."""
        if isinstance(exception, Refusal) or job.attempts + 1 >= value("jobs.tries"):
            return None
        return procrastinate.RetryDecision(retry_in={"seconds": pause_s(job.attempts)})


def application(known: dict[str, Entry]) -> procrastinate.App:
    """The queue over the program's own role, with these entry points as its tasks."""
    parameters = {key: found for key, found in connections["default"].get_connection_params().items() if key in ("host", "port", "user", "password", "options")}
    name = connections["default"].settings_dict["NAME"]
    connector = procrastinate.PsycopgConnector(kwargs={**parameters, "dbname": name}, min_size=1, max_size=AT_ONCE, timeout=CONNECT_S)
    app = procrastinate.App(connector=connector)
    for named, entry in known.items():
        app.task(name=named, queue=QUEUE, retry=_Again())(_runner(entry))
    return app


def _runner(entry: Entry) -> Callable[..., None]:
    def run(key: str, args: dict[str, Any]) -> None:
        do(entry, key, args)

    return run


def run_worker(known: dict[str, Entry] | None = None, timers: dict[str, Every] | None = None, beat: Callable[[], None] | None = None) -> None:
    """Work until SIGTERM or SIGINT; a job in hand is finished first, if it takes no longer than five seconds.

    ``known`` and ``timers`` are those of the rooms unless a test brings its own. ``beat``: called every few seconds by the loop that hands out
    the work, in a thread of the pool that does it: who watches the worker learns that neither hangs.
    """
    found = repeated() if timers is None else timers
    try:
        asyncio.run(_work(entries() if known is None else known, {**found, "jobs:beat": Every(beat, BEAT_S)} if beat else found))
    except procrastinate.exceptions.ConnectorException:
        # Without a database there is no work, and nobody to sign off from; whoever watches the worker starts another.
        log.warning("worker: no database for %s s, ends", CONNECT_S)
        raise SystemExit(1) from None


async def _work(known: dict[str, Entry], timers: dict[str, Every]) -> None:
    # The queue's own notices are not listened to: its trigger that sends them is dropped, see the migration.
    poll, beat, dead = await asyncio.to_thread(_pace)
    own = {"jobs:give_back": Every(lambda: give_back(dead), beat), "jobs:sweep": Every(sweep, SWEEP_S)}
    app = application(known)
    async with app.open_async():
        loops = [asyncio.create_task(_repeat(name, every)) for name, every in {**own, **timers}.items()]
        try:
            await app.run_worker_async(
                queues=[QUEUE], concurrency=AT_ONCE, fetch_job_polling_interval=poll, listen_notify=False, delete_jobs="successful",
                update_heartbeat_interval=beat, stalled_worker_timeout=dead, shutdown_graceful_timeout=STOP_WITHIN_S,
            )  # fmt: skip
        finally:
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)


def _pace() -> tuple[float, float, float]:
    """Seconds between questions for work, between signs of life, and until a silent worker is dead."""
    return float(value("jobs.poll_s")), float(value("jobs.beat_s")), float(value("jobs.dead_after_s"))


async def _repeat(name: str, every: Every) -> None:
    """Do it, wait, do it again; a fault is logged and does not end it."""
    while True:
        try:
            await asyncio.to_thread(_once, every)
        except Exception:
            log.warning("%s: failed, trying again", name, exc_info=True)
        await asyncio.sleep(every.seconds)


def _once(every: Every) -> None:
    close_old_connections()
    every.run()
