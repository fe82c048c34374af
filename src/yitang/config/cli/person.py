"""A person at the command line: known by login, password and one-time code, for one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from yitang.kernel.viewer import Viewer


@contextmanager
def somebody(login: str) -> Iterator["Viewer"]:
    """Ask for password and code, open a session, end it when the command is done. Raises: SignInFailed, TooManyTries."""
    from yitang.platform.identity.public import SignInFailed, end, sign_in, viewer_of

    password = click.prompt(f"{login} 的密码 / password of {login}", hide_input=True)
    code = click.prompt("动态码 / one-time code", hide_input=True)
    viewer = viewer_of(sign_in(login, password, code, "console"))
    if viewer is None or viewer.session_id is None:
        raise SignInFailed
    try:
        yield viewer
    finally:
        end(viewer.session_id, "signed_out")
