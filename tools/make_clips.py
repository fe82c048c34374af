"""Make the spoken clips of the hall once; they are shipped, so no installation needs a voice.

    python tools/make_clips.py            needs the programs espeak-ng and sox

Digits are read one by one, 0 = 零 and 1 = 幺 (一 and 七 sound alike); window numbers are read as numbers.
"""

import subprocess
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "src/yitang/portals/hall/static/hall/clips"
CHINESE = {
    "please": "请",
    "number_to": "号，到",
    "window": "号窗口，办理",
    "again": "再次呼叫",
    **{f"digit_{n}": word for n, word in enumerate("零幺二三四五六七八九")},
    **{f"count_{n}": word for n, word in enumerate("零一二三四五六七八九十")},
}
ENGLISH = {
    "en_ticket": "Ticket",
    "en_window": "please go to window",
    "en_again": "Calling again",
    **{f"en_{n}": word for n, word in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])},
    **{f"letter_{letter}": letter for letter in "AFHKRX"},
}


def speak(name: str, text: str, voice: str, speed: int) -> None:
    """One clip: spoken, silence cut at both ends, same loudness, mono."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-w", raw.name, text], check=True)
        trim = ["silence", "1", "0.01", "0.5%", "reverse", "silence", "1", "0.01", "0.5%", "reverse"]
        subprocess.run(
            ["sox", raw.name, "-r", "22050", "-c", "1", "-C", "3", str(FOLDER / f"{name}.ogg"), *trim, "norm", "-3"],
            check=True,
        )


def chime() -> None:
    """Two falling tones before each call."""
    subprocess.run(
        ["sox", "-n", "-r", "22050", "-c", "1", "-C", "3", str(FOLDER / "chime.ogg"), "synth", "0.35", "sine", "880",
         "fade", "0.01", "0.35", "0.2", ":", "synth", "0.5", "sine", "660", "fade", "0.01", "0.5", "0.35", "gain", "-6"],
        check=True,
    )  # fmt: skip


def main() -> None:
    """Write every clip."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in CHINESE.items():
        speak(name, text, "cmn", 150)
    for name, text in ENGLISH.items():
        speak(name, text, "en", 150)
    chime()


if __name__ == "__main__":
    main()
