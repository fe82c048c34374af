"""``yitang sbom``: what this program is made of."""

import click

from yitang.config.cli import commands


@commands.main.command()
@click.option("--licences", is_flag=True, help="只列许可证 / the licences alone")
def sbom(licences: bool) -> None:
    """列出组成这个程序的软件包（CycloneDX）。What this program is made of, as CycloneDX 1.6.

    \b
    按锁定的版本和哈希，带上软件包里夹带的 C 库。From the lock, with the C libraries inside the wheels.
    例如 for example: ./yitang sbom > yitang.cdx.json
    """
    from yitang.config import sbom as made

    click.echo(made.licences() if licences else made.bill(), nl=False)
