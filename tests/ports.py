"""Ports of the offices that tests start: free ones, since other runs of these tests may be under way on the same machine."""

import os
import socket


def free_pair() -> int:
    """A port that is free, and the one after it."""
    for port in range(20000 + os.getpid() % 5000 * 2, 32000, 2):
        with socket.socket() as one, socket.socket() as next_:
            try:
                one.bind(("127.0.0.1", port))
                next_.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise AssertionError("no two free ports")
