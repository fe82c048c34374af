"""How often each question was asked, as bars drawn on the server; those who have to come again are the part with the pattern."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, ROW, LEFT, RIGHT, BAR = 860, 30, 300, 70, 20


def bars(rows: Sequence[tuple[str, int, int]]) -> SafeString:
    """A drawing of (words, how often, of these again), as many as are given; bars begin at 0. What it shows is in the table under it as well."""
    most = max((n for _, n, _ in rows), default=1)
    inside = WIDTH - LEFT - RIGHT
    drawn = format_html_join(
        "\n",
        '<text class="name" x="{}" y="{}">{}</text><rect class="all" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="again" x="{}" y="{}" width="{}" height="{}"/><text x="{}" y="{}">{}</text>',
        (
            (
                LEFT - 10, ROW * i + 20, words, LEFT, ROW * i + 5, round(inside * n / most, 1), BAR, LEFT, ROW * i + 5, round(inside * again / most, 1), BAR,
                LEFT + round(inside * n / most, 1) + 6, ROW * i + 20, f"{n}" if not again else f"{n}（{again}）",
            )
            for i, (words, n, again) in enumerate(rows)
        ),
    )  # fmt: skip
    return format_html('<svg class="bars" viewBox="0 0 {} {}" role="img" aria-label="问得最多的，括号里是要再来一趟的">{}</svg>', WIDTH, ROW * len(rows), drawn)
