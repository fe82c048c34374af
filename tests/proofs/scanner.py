"""What a scanner from outside would report of one answer; no network, no list of known products, only what our own pages promise."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import HttpResponse

# A mark that no page of ours holds: where it comes back as it was sent, a script could.
MARK = "zq7<i>\"'`&zq7"
RAW = (re.compile(r"zq7<i>"), re.compile(r"zq7&lt;i&gt;[\"]"))
# What an error says to nobody: our files, tables, libraries, or how it came about.
VERBOSE = re.compile(rb"Traceback|psycopg|django\.|yitang/(?:platform|processes|registers|portals|kernel)|site-packages|SELECT .* FROM|sourceMappingURL", re.I)
BANNERS = ("Server", "X-Powered-By", "X-AspNet-Version", "Via")
MUST = {
    "X-Content-Type-Options": re.compile("nosniff"),
    "Referrer-Policy": re.compile("same-origin|no-referrer"),
    "Cross-Origin-Opener-Policy": re.compile("same-origin"),
    "Permissions-Policy": re.compile(r"geolocation=\(\)"),
    "Cache-Control": re.compile("no-store"),
}
DIRECTIVES = {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"}
# A printed paper has no script and loads nothing, its style is known by its digest, and a page of ours shows it in a frame.
PAPER = {"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'"}


class Handlers(HTMLParser):
    """Inline handlers, scripts and styles without the nonce, and forms or links that lead away."""

    def __init__(self, nonce: str, scripts: bool = True) -> None:
        super().__init__()
        self.nonce, self.scripts = nonce, scripts
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Judge one tag."""
        said = dict(attrs)
        self.found += [f"<{tag} {name}>: a handler in the page" for name in said if name.startswith("on")]
        if (
            tag in ({"script", "style"} if self.scripts else {"script"})
            and not said.get("src")
            and said.get("type") != "application/json"
            and said.get("nonce") != self.nonce
        ):
            self.found.append(f"<{tag}> without the nonce of this answer")
        self.found += [f"<{tag} {name}>: leads away" for name in ("src", "action", "formaction") if away(said.get(name) or "")]
        if (said.get("href") or "").lower().startswith(("javascript:", "data:")):
            self.found.append(f"<{tag} href>: a script")


def away(address: str) -> bool:
    """Whether a browser that follows it leaves us."""
    at = urlsplit(urljoin(settings.YITANG_ORIGIN + "/x", address.replace("\\", "/").replace("\t", "").strip()))
    return at.scheme != "data" and at.netloc != urlsplit(settings.YITANG_ORIGIN).netloc


def runs_scripts(answer: HttpResponse) -> bool:
    """Whether a script may run on this page at all."""
    return "style-src 'sha256-" not in answer.get("Content-Security-Policy", "")


def cookies(answer: HttpResponse) -> list[str]:
    """Cookies that a script could read, that other sites' requests carry, or that live for ever."""
    found = []
    for name, kept in answer.cookies.items():
        if kept["max-age"] == 0:
            continue  # it is taken away
        if not kept["httponly"]:
            found.append(f"cookie {name}: a script may read it")
        if kept["samesite"] not in {"Lax", "Strict"}:
            found.append(f"cookie {name}: SameSite {kept['samesite']!r}")
        if kept["domain"]:
            found.append(f"cookie {name}: goes to other hosts")
        if settings.YITANG_ORIGIN.startswith("https://") and not kept["secure"]:
            found.append(f"cookie {name}: goes over plain http")
    return found


def headers(answer: HttpResponse) -> list[str]:
    """Headers that are missing, or say too much."""
    found = [f"{name}: {answer.get(name)!r}" for name, form in MUST.items() if not form.search(answer.get(name, ""))]
    found += [f"{name} names the server: {answer[name]}" for name in BANNERS if name in answer]
    policy = {one.strip() for one in answer.get("Content-Security-Policy", "").split(";")}
    # A file is shown under a policy of its own, closed further.
    if "sandbox" not in policy and not policy >= (must := DIRECTIVES if runs_scripts(answer) else PAPER):
        found.append(f"policy lacks {must - policy}")
    ours = " ".join(policy).replace(settings.YITANG_PUSH_ORIGIN, "")
    found += [f"policy allows {word}" for word in ("unsafe-inline", "unsafe-eval", " *", "http:", "https:") if word in ours]
    if "Access-Control-Allow-Origin" in answer:
        found.append("another site's scripts may read it")
    return found


def findings(answer: HttpResponse) -> list[str]:
    """All that is to be said of one answer; nothing when it is as it should be."""
    found = headers(answer) + cookies(answer)
    content = b"" if answer.streaming else answer.content
    kind = answer.get("Content-Type", "")
    if content and kind.startswith("text/") and "charset=utf-8" not in kind.lower():
        found.append(f"no charset: {kind}")
    if answer.status_code >= 500:
        found.append(f"a fault: {answer.status_code}")
    if kind.startswith(("text/", "application/json")) and (told := VERBOSE.search(content)):
        found.append(f"tells how it is made: {told.group()[:60]!r}")
    if away(answer.get("Location", "")):
        found.append(f"leads away: {answer['Location']}")
    if kind.startswith("text/html"):
        page = content.decode()
        found += ["what was sent comes back as a tag" for form in RAW if form.search(page)]
        nonce = re.search(r"'nonce-([^']+)'", answer.get("Content-Security-Policy", ""))
        judge = Handlers(nonce.group(1) if nonce else "", runs_scripts(answer))
        judge.feed(page)
        found += judge.found
    return found
