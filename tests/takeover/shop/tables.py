"""What is sold, and to whom."""

from __future__ import annotations

from piccolo.columns import Varchar
from piccolo.table import Table


class Order(Table, tablename="orders"):
    customer = Varchar()


class Product(Table):
    name = Varchar()
    picture = Varchar()
    manual = Varchar()


class Receipt(Table, schema="archive"):
    text = Varchar()
