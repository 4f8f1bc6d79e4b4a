from piccolo.columns import ForeignKey, Integer, Varchar
from piccolo.table import Table


class Director(Table):
    name = Varchar(length=100)


class Film(Table):
    title = Varchar(length=200)
    rating = Integer()
    director = ForeignKey(Director)
