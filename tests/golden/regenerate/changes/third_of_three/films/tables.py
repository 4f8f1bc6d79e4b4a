from piccolo.columns import ForeignKey, Integer, Varchar
from piccolo.table import Table


class Director(Table):
    name = Varchar(length=100)


class Movie(Table):
    title = Varchar(length=200)
    stars = Integer()
    director = ForeignKey(Director)
    budget = Integer(null=True)
