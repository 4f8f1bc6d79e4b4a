from piccolo.columns import ForeignKey, Integer, LazyTableReference, Varchar
from piccolo.table import Table


class Cow(Table):
    delete = Varchar()
    barn = ForeignKey(LazyTableReference("Bran", module_path="farm.tables"))


class Hen(Table):
    ring = Integer(primary_key=True)
    name = Varchar(primary_key=True)
    cow = ForeignKey(Cow, target_column="nmae")
