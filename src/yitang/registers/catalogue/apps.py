"""The room of the catalogue: every business with its papers, steps, limits and fees."""

from django.apps import AppConfig


class Catalogue(AppConfig):
    """Data that come with the program."""

    name = "yitang.registers.catalogue"
    label = "catalogue"
