"""What a process says to the service manager that watches it: that it is ready, and again and again that it does not hang (sd_notify(3))."""

import contextlib
import os
import socket


def ready() -> None:
    """It has started; from now on it is expected to say that it is alive."""
    _say(b"READY=1")


def alive() -> None:
    """It has done a round of its work. With ``WatchdogSec=`` a process that stops saying so is ended and started again."""
    _say(b"WATCHDOG=1")


def _say(what: bytes) -> None:
    """Nothing where no service manager listens; one that has gone is not waited for."""
    place = os.environ.get("NOTIFY_SOCKET")
    if not place:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as to:
        # A name that begins with @ lies in the abstract space of the kernel.
        to.sendto(what, f"\0{place[1:]}" if place.startswith("@") else place)
