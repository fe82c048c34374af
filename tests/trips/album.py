"""The album of ``make pictures``: each picture with its page, state and size, and one index page over all walks."""

import json
import shutil
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from playwright.sync_api import Page

from tests.trips.accessible import faults

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "var" / "pictures"
STATES = ("empty", "busy", "error", "disconnected")


@dataclass
class Album:
    """The pictures of one walk; ``walk`` names its file of captions, so that several walks share one index."""

    walk: str
    readme: tuple[str, ...] = ()
    taken: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def take(self, page: Page, name: str, state: str = "busy", full: bool = False) -> None:
        """One picture; ``name`` begins with the portal, ``state`` is one of ``STATES``; ``full``: the whole page, not the first screen."""
        assert state in STATES, state
        assert name not in {one["name"] for one in self.taken}, f"two pictures are called {name}"
        OUT.mkdir(parents=True, exist_ok=True)
        page.wait_for_timeout(250)
        if full:
            page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=OUT / f"{name}.png", full_page=full)
        self.faults += [f"{name}: {one}" for one in faults(page)]
        size = page.viewport_size or {"width": 0, "height": 0}
        text = page.evaluate("document.documentElement.dataset.size || ''")
        self.taken.append({"name": name, "state": state, "size": f"{size['width']}×{size['height']}", "text": text, "title": page.title()})

    def close(self) -> None:
        """Write the captions and the index; copy what stands in the README. No page may keep anybody out."""
        (OUT / f"{self.walk}.json").write_text(json.dumps(self.taken, ensure_ascii=False, indent=1), encoding="utf-8")
        index()
        for name in self.readme:
            shutil.copyfile(OUT / f"{name}.png", ROOT / "docs" / "pictures" / f"{name}.png")
        assert not self.faults, "\n".join(self.faults)


def index() -> None:
    """One page over the captions of every walk: portal by portal, each picture with its state and size."""
    taken = [one for captions in sorted(OUT.glob("*.json")) for one in json.loads(captions.read_text(encoding="utf-8"))]
    portals: dict[str, list[dict[str, str]]] = {}
    for one in taken:
        portals.setdefault(one["name"].partition("-")[0], []).append(one)
    rows = "".join(f"<h2>{escape(portal)}</h2><div>{''.join(figure(one) for one in found)}</div>" for portal, found in sorted(portals.items()))
    style = (
        "body{font:16px sans-serif;margin:2rem}div{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;width:20rem}img{max-width:100%;border:1px solid #999}"
    )
    page = f"<!doctype html><html lang=en><meta charset=utf-8><title>Pictures</title><style>{style}</style><h1>{len(taken)} pictures</h1>{rows}"
    (OUT / "index.html").write_text(page, encoding="utf-8")


def figure(one: dict[str, str]) -> str:
    """One picture with its caption."""
    caption = " · ".join(filter(None, (one["name"], one["state"], one["size"], one["text"], one["title"])))
    return f'<figure><a href="{one["name"]}.png"><img src="{one["name"]}.png" alt="" loading="lazy"></a><figcaption>{escape(caption)}</figcaption></figure>'
