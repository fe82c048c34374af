"""Front door of the catalogue."""

from yitang.registers.catalogue.domain import BusinessRow, FeeRow, Hit, InPerson, MaterialRow, Step
from yitang.registers.catalogue.errors import NoSuchBusiness, NotYetHere
from yitang.registers.catalogue.queries import CATEGORIES, business, businesses, offered, order_articles, search

__all__ = [
    "CATEGORIES", "BusinessRow", "FeeRow", "Hit", "InPerson", "MaterialRow", "NoSuchBusiness", "NotYetHere", "Step", "business",
    "businesses", "offered", "order_articles", "search",
]  # fmt: skip
