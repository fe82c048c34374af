"""Where each portal sits, and which of them a process serves (B1): ``PORTALS=phone`` for the one that the street reaches, the others within."""

from yitang.config.rooms import HOUSE

# Citizens have the root; staff, devices and programs have a folder each. The root comes last: an address is looked for in this order,
# and it has the most. Frame and API are everywhere, each with what the portals beside it need; the host of files alone has nothing beside it.
SEATS = {
    "api": "api/",
    "kiosk": "kiosk/",
    "hall": "hall/",
    "window": "window/",
    "guide": "guide/",
    "chief": "chief/",
    "admin": "admin/",
    "files": "files/",
    "frame": "",
    "phone": "",
}


class PortalUnknown(ValueError):
    """``PORTALS=`` names something that is not a portal: who mistypes a name would serve less, or more, than he thinks."""


def built() -> tuple[str, ...]:
    """Names of the portals that can be chosen."""
    return tuple(name for name in SEATS if name not in ("api", "frame") and (HOUSE / "portals" / name / "urls.py").exists())


def chosen(said: str) -> tuple[str, ...]:
    """The portals that ``PORTALS=`` asks for, names with commas between; all of them when it says nothing.

    Raises: PortalUnknown.
    """
    names = {name.strip() for name in said.split(",")} - {""}
    unknown = sorted(names - set(built()))
    if unknown:
        wrong, there = ", ".join(unknown), ", ".join(built())
        raise PortalUnknown(f"PORTALS 里没有这样的门户：{wrong}（有 {there}） / PORTALS names no portal of ours: {wrong} (there are {there})")
    return tuple(name for name in built() if not names or name in names)
