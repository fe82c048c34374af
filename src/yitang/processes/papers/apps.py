"""The room of papers: what the office prints for a case and gives away, and what its codes say."""

from django.apps import AppConfig


class Papers(AppConfig):
    """Printed papers of cases."""

    name = "yitang.processes.papers"
    label = "papers"
    access = "yitang.processes.papers.access:ACCESS"
