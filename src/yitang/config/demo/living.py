"""The living demo: hall 9 works like the log's days, one after the other, beside whoever tries the program by hand.

The clock is everybody's and runs as it runs. When the log's day is over, or the hall is closed (an evening, a Sunday at three),
the clock goes to nine on the next working day and the next day of the log begins. Whoever replays a day has the hall for that long.
"""

import time

from yitang.config.demo import city, stage
from yitang.config.demo.log import days
from yitang.config.demo.replay import Replay
from yitang.kernel import clock

PAUSE_S = 30


def live(port: int) -> None:
    """Go on until the process is ended; a fault of a day is said, and the next day begins."""
    known = days()
    n = clock.today().toordinal()
    while True:
        replay = Replay(known[n % len(known)], port, 1.0, say=lambda _: None)
        with stage.living(replay.stop):
            city.open_the_doors()
            came = replay.follow()
        for fault in replay.faults[:5]:
            print(f"演示 demo: {fault}", flush=True)
        n += 1
        if not came:
            time.sleep(PAUSE_S)
