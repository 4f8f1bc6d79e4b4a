from piccolo.columns import Varchar
from piccolo.table import Table


class Barn(Table):
    name = Varchar(lenght=10 / 0)
