from piccolo.columns import Varchar
from piccolo.table import Table


class Note(Table):
    title = Varchar()
