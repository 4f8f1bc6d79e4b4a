"""Fourteen tables; what a table is called must not matter."""

from piccolo.columns import Varchar
from piccolo.table import Table


class Admin(Table):
    name = Varchar()


class Build(Table):
    name = Varchar()


class Church(Table):
    name = Varchar()


class Dist(Table):
    name = Varchar()


class Farm(Table):
    name = Varchar()


class Home(Table):
    name = Varchar()


class Inn(Table):
    name = Varchar()


class Mill(Table):
    name = Varchar()


class Pond(Table):
    name = Varchar()


class School(Table):
    name = Varchar()


class Tests(Table):
    name = Varchar()


class Toolbox(Table):
    name = Varchar()


class Venv(Table):
    name = Varchar()


class Well(Table):
    name = Varchar()
