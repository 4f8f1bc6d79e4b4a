from piccolo.columns import Varchar
from piccolo.columns.readable import Readable
from piccolo.table import Table


class Item(Table):
    name = Varchar()

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable("%s", [cls.name])
