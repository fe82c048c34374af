"""What an office has behind it when a day begins: numbers of the last months and the service times that estimates are made of."""

from tools.bench import office

DAYS, A_DAY = 150, 650
TICKETS = f"""
WITH made AS (
    SELECT gen_random_uuid() AS visit, gen_random_uuid() AS ticket, ('2026-11-24'::date - d)::date AS day, n
    FROM generate_series(1, {DAYS}) AS d, generate_series(1, {A_DAY}) AS n
), visits AS (
    INSERT INTO queue_visit (id, hall_id, day, channel, trace_id, started_at)
    SELECT visit, '{{hall}}', day, 'kiosk', gen_random_uuid(), day + time '01:00' + n * interval '40 s' FROM made
)
INSERT INTO queue_ticket (id, visit_id, hall_id, day, letter, number, klass, evidence, businesses, state, reference_digest, language,
                          issued_at, ready_at, called_at, closed_at)
SELECT ticket, visit, '{{hall}}', day, 'A', n, 'ordinary', '', '{{{{DRV-RENEW}}}}', 'done', sha256(ticket::text::bytea), 'zh',
       at, at, at + interval '10 min', at + interval '16 min'
FROM (SELECT *, day + time '01:00' + n * interval '40 s' AS at FROM made) AS line
"""
TIMES = f"""
INSERT INTO queue_service_time (hall_id, business, day, seconds, window_id)
SELECT '{{hall}}', 'DRV-RENEW', '2026-11-24'::date - d, 120 + (n * 37 + d * 11) % 480, gen_random_uuid()
FROM generate_series(1, {DAYS}) AS d, generate_series(1, {A_DAY}) AS n
"""


def load(hall: object) -> None:
    """Write it, and let the server look at it as it would have by itself overnight."""
    office.as_owner(TICKETS.format(hall=hall), TIMES.format(hall=hall), "ANALYZE queue_visit", "ANALYZE queue_ticket", "ANALYZE queue_service_time")
