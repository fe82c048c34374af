"""Addresses of the hall's display."""

from django.urls import path

from yitang.portals.hall import pages

urlpatterns = [path("", pages.shell, name="shell"), path("board", pages.board, name="board")]
