"""Addresses of the files host."""

from django.urls import path

from yitang.portals.files import pages

urlpatterns = [path("<str:token>", pages.fetch, name="fetch")]
