"""Addresses of the API."""

from django.urls import path

from yitang.portals.api.messages import router
from yitang.portals.api.v1 import api

api.add_router("payments", router)
urlpatterns = [path("v1/", api.urls)]
