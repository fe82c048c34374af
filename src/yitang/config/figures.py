"""Figures for Prometheus: rate, errors and duration by route, counted by the pages' processes; and what the database knows of the office.

Each process writes its counts into a small file of ``YITANG_VAR/metrics``, and whoever is asked adds them up (the multiprocess mode of
``prometheus_client``, which finds the folder in ``PROMETHEUS_MULTIPROC_DIR``). No label names a person, a case, a ticket or an address.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import Error, connections
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from yitang.kernel import clock
from yitang.platform.audit.public import last_done
from yitang.platform.database.public import row, rows

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
OWN = CollectorRegistry()
ANSWERS = Counter("yitang_answers", "Answers by route, method and class of status.", ["route", "method", "status"], registry=OWN)
SPENT = Histogram("yitang_answer_seconds", "Time to an answer.", ["route"], buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10), registry=OWN)


def answered(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answer. ``route``: the pattern of its address, never the address; what no page has is one route together."""
    named = f"/{route}" if route or status < 400 else "(none)"
    ANSWERS.labels(named, method if method in METHODS else "other", f"{status // 100}xx").inc()
    SPENT.labels(named).observe(seconds)


def text() -> bytes:
    """The page for Prometheus, version 0.0.4 of its text format."""
    counted = OWN
    if os.environ.get(FOLDER):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    state = CollectorRegistry()
    state.register(Office())
    return generate_latest(counted) + generate_latest(state)


# name, what it is, and one statement whose columns are labels and the value.
ASKED = (
    ("yitang_tickets_waiting", "Numbers that wait, by hall.",
     "SELECT h.number::text AS hall, count(t.id)::float AS value FROM offices_hall h "
     "LEFT JOIN queue_ticket t ON t.hall_id = h.id AND t.state = 'waiting' GROUP BY h.number"),
    ("yitang_unsealed_seconds", "Age of the oldest row of the log that is not sealed yet; of the last ten minutes.",
     "SELECT coalesce(extract(epoch FROM %(now)s - min(r.real_at)), 0)::float AS value FROM audit_row r WHERE r.real_at > %(now)s - interval '10 minutes' "
     "AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.row_id = r.id)"),
    ("yitang_news_unnumbered", "News that the push server has not taken up yet.", "SELECT count(*)::float AS value FROM live_outbox WHERE n IS NULL"),
    ("yitang_job_seconds", "Age of the oldest job that an act asked for and that is not done.",
     "SELECT coalesce(extract(epoch FROM %(now)s - min(asked_at)), 0)::float AS value FROM jobs_job WHERE done_at IS NULL"),
    ("yitang_notice_seconds", "Age of the oldest notice that has not ended: delivered, refused or given up.",
     "SELECT coalesce(extract(epoch FROM %(now)s - min(created_at)), 0)::float AS value FROM notices_notice WHERE ended_at IS NULL"),
    ("yitang_database_connections", "Connections to this database by state.",
     "SELECT coalesce(state, 'other') AS state, count(*)::float AS value FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"),
)  # fmt: skip


class Office(Collector):
    """What the database and the disk know, at the moment of the question; ``yitang_up`` is 0 when the database does not answer."""

    def collect(self) -> Iterator[Metric]:
        """Each figure."""
        up = 1.0
        try:
            yield from _asked()
            yield from _ages()
        except Error:
            up = 0.0
        finally:
            # Asked outside a request of Django's: nobody else gives this thread's connection back.
            connections["default"].close()
        yield GaugeMetricFamily("yitang_up", "Whether the database answered.", value=up)


def _asked() -> Iterator[Metric]:
    for name, words, sql in ASKED:
        found = rows(sql, {"now": clock.real_now()} if "%(now)s" in sql else ())
        labels = [one for one in (found[0] if found else ()) if one != "value"]
        figure = GaugeMetricFamily(name, words, labels=labels)
        for one in found:
            figure.add_metric([str(one[label]) for label in labels], one["value"])
        yield figure


def _ages() -> Iterator[Metric]:
    now = clock.real_now()
    backup, head = last_done("recovery.backup"), row("SELECT max(at) AS at FROM audit_head")
    for name, words, at in (
        ("yitang_backup_age_seconds", "Since the last backup; -1 when there was none.", backup),
        ("yitang_head_age_seconds", "Since the newest signed head; -1 when there is none.", head["at"] if head else None),
    ):
        yield GaugeMetricFamily(name, words, value=(now - at).total_seconds() if at else -1.0)
    with suppress(OSError):
        told = (Path(settings.YITANG_WITNESS) / "heads.jsonl").stat().st_mtime
        yield GaugeMetricFamily("yitang_witness_age_seconds", "Since the witness's folder was last written to.", value=max(0.0, now.timestamp() - told))
