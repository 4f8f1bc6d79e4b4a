from piccolo.columns import ForeignKey, Integer
from piccolo.table import Table

from stock.tables import Item as StockItem


class Item(Table, schema="sales"):
    item = ForeignKey(StockItem, null=False)
    quantity = Integer(default=1)
