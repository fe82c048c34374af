"""The living demo stands aside for a day that somebody asks for, and goes on after it."""

import threading
from pathlib import Path

import pytest
from django.conf import settings

from yitang.config.demo import stage


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "VAR", tmp_path)
    monkeypatch.setattr(stage, "ASK_EVERY_S", 0.02)


def test_the_living_demo_leaves_for_a_day_and_comes_back_after_it() -> None:
    said: list[str] = []
    stop, playing, over = threading.Event(), threading.Event(), threading.Event()

    def live() -> None:
        with stage.living(stop):
            said.append("living")
            playing.set()
            assert stop.wait(5), "somebody asks for a day"
            said.append("leaving")
        with stage.living(threading.Event()):
            said.append("living again")
        over.set()

    thread = threading.Thread(target=live)
    thread.start()
    assert playing.wait(5)
    with stage.day():
        said.append("day")
        assert not over.wait(0.2), "the demo waits while the day lasts"
    assert over.wait(5)
    thread.join()
    assert said == ["living", "leaving", "day", "living again"]


def test_two_days_do_not_play_at_once() -> None:
    began = threading.Event()

    def second() -> None:
        with stage.day():
            began.set()

    with stage.day():
        thread = threading.Thread(target=second)
        thread.start()
        assert not began.wait(0.2)
    assert began.wait(5)
    thread.join()
