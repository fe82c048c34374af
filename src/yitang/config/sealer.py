"""The sealer's process: seals what was written, sends signed heads to the witness, and sweeps what is over."""

import os
import signal
import threading

import django


def main() -> None:
    """Run until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yitang.config.settings")
    os.environ["YITANG_POOL"] = "0"
    django.setup()
    from yitang.config import watchdog
    from yitang.config.guard import or_exit
    from yitang.platform.audit.public import run_sealer

    or_exit()

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        # Not set here: the handler may have cut in while this very thread holds the event's lock.
        signal.signal(name, lambda *_: threading.Thread(target=stop.set).start())
    watchdog.ready()
    run_sealer(stop, beat=watchdog.alive)


if __name__ == "__main__":
    main()
