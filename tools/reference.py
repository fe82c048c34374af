"""``make reference``: the pages of ``docs/reference`` that the program itself can write; a test says when one is no longer true."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
WRITTEN = "Written by `make reference`; do not edit."
CONFIDENCE = {"A": "text read", "B": "several sources", "C": "one source", "O": "ours"}
METHODS = ("get", "post", "put", "patch", "delete")


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in row) + " |"


def access() -> str:
    """Every rule of every room: post × act × where × level × why."""
    from yitang.platform.identity.rules import access_table

    rows = (
        (rule.act, ", ".join(rule.posts), rule.where, rule.level, "yes" if rule.fresh else "", rule.doc)
        for rule in sorted(access_table(), key=lambda r: (r.act, r.posts))
    )
    said = "Each room declares its rules as data (`access.py`); `platform/identity` weighs them. What no row allows is refused. Chinese: 谁能做什么。"
    where = "**where**: any · the own office · hall · window · self (the own person or session). **level**: how surely it is known who asks. "
    where += "**fresh**: the session must have proved its second factor at most `session.fresh_factor_s` ago (ASVS 7.5.3)."
    return "\n".join(["# Who may do what", "", WRITTEN, "", said, "", where, "", *_table(("act", "posts", "where", "level", "fresh", "why"), rows), ""])


def policy() -> str:
    """Every value that the law or an office may change, as it is shipped."""
    from yitang.platform.policy.operations import defaults

    def row(name: str, many: list[Any]) -> tuple[str, ...]:
        value, unit, source, confidence, verified = many
        return (f"`{name}`", f"`{value}`", str(unit), str(source), f"{confidence} {CONFIDENCE[str(confidence)]}", "yes" if verified else "**no**")

    said = "Dated rows: a new value takes effect on a day. What no primary text confirms is not verified, and `./yitang check` says so."
    heads = ("name", "shipped value", "unit", "source", "confidence", "verified")
    rows = (row(name, many) for name, many in sorted(defaults().items()))
    return "\n".join(["# Policy values", "", WRITTEN, "", said, "", *_table(heads, rows), ""])


def commands() -> str:
    """The command line, as ``--help`` prints it."""
    from yitang.config.cli.commands import main

    def walk(command: click.Command, name: str) -> Iterator[str]:
        context = click.Context(command, info_name=name, max_content_width=100, terminal_width=100, help_option_names=["-h", "--help"])
        yield from (f"## `{name}`", "", "```", command.get_help(context), "```", "")
        if isinstance(command, click.Group):
            for key in sorted(command.commands):
                yield from walk(command.commands[key], f"{name} {key}")

    return "\n".join(["# Command line", "", WRITTEN, "", *walk(main, "./yitang")])


def api() -> str:
    """Every address of the API, from its OpenAPI description."""
    from yitang.config import urls
    from yitang.portals.api.v1 import api as router

    assert urls.urlpatterns

    def rows() -> Iterator[tuple[str, ...]]:
        for path, found in router.get_openapi_schema()["paths"].items():
            for method in METHODS:
                if method in found:
                    said = found[method]
                    yield f"`{method.upper()} {path}`", said.get("description", ""), ", ".join(str(one) for one in said["responses"])

    said = (
        "The whole description (OpenAPI: bodies, answers, errors) of a running office is at `/api/v1/openapi.json`. Each write carries an `Idempotency-Key`; "
        "devices sign, staff and phones have the session's cookie. A refusal is `{code, zh, en, article, cure_zh, cure_en}`."
    )
    return "\n".join(["# API", "", WRITTEN, "", said, "", *_table(("address", "what", "answers"), rows()), ""])


def checks() -> str:
    """Every number of ``check --deploy``."""
    from yitang.config.cli.deploy import CHECKS

    said = (
        "`./yitang check --deploy` looks at these, at what `./yitang check` looks at, and at Django's own (their numbers begin with `security.`). "
        "**E** is an error: with `YITANG_PRODUCTION=1` nothing starts. **W** is a warning. A number is given once."
    )
    rows = ((one.code, "E" if one.bad else "W", f"{one.zh} / {one.en}", one.why, f"`{one.mend}`") for one in CHECKS)
    return "\n".join(["# What is checked before an office opens", "", WRITTEN, "", said, "", *_table(("number", "level", "what", "why", "mend"), rows), ""])


def uploads() -> str:
    """Every slot that takes files, as it is shipped (ASVS 5.1.1)."""
    from yitang.platform.policy.operations import defaults
    from yitang.platform.uploads.domain import Slot, slot_of

    shipped: Any = defaults()["uploads.slots"][0]

    def row(slot: Slot) -> tuple[str, ...]:
        figures = (f"{slot.megabytes} MB", f"{slot.pixels / 1e6:.0f} million", str(slot.pages), str(slot.objects), str(slot.most))
        return (f"`{slot.name}`", ", ".join(slot.types), *figures, f"{slot.copy_px} px", slot.kept, slot.seen, slot.data)

    said = (
        "What each place for files takes. The values are rows of the policy `uploads.slots`; quotas, scanner and the decoder's bounds are its other rows that "
        "begin with `uploads` ([policy](policy.md)). The type is that of the content. A picture of several frames, a PDF that is encrypted or holds scripts, "
        "actions, files or a dynamic form is refused in every slot. Chinese: 每个上传栏收什么。"
    )
    heads = (
        "slot",
        "types",
        "size",
        "pixels of a picture",
        "pages",
        "objects of a PDF",
        "files",
        "longer side of a copy",
        "what is kept",
        "who sees it",
        "class",
    )
    rows = (row(slot_of(name, found)) for name, found in sorted(shipped.items()))
    return "\n".join(["# Uploads", "", WRITTEN, "", said, "", *_table(heads, rows), ""])


PAGES: dict[str, Callable[[], str]] = {
    "access.md": access, "api.md": api, "checks.md": checks, "commands.md": commands, "policy.md": policy, "uploads.md": uploads,
}  # fmt: skip


def main() -> None:
    """Write all pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yitang.config.settings")
    import django

    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
        click.echo(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
