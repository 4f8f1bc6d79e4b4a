from piccolo.columns import Varchar
from piccolo.table import Table


class Director(Table):
    name = Varchar(length=100)
