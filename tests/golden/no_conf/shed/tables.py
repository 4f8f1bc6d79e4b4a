from piccolo.columns import Varchar
from piccolo.table import Table


class Tool(Table):
    name = Varchar()
