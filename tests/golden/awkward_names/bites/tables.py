"""Names and texts that bite whoever generates code from them."""

import enum

from piccolo.columns import ForeignKey, Serial, Varchar
from piccolo.columns.choices import Choice
from piccolo.columns.readable import Readable
from piccolo.table import Table


class Quote(enum.Enum):
    double = Choice('"', 'A "double" one')
    newline = Choice("\n", "A\nline break")
    braces = Choice("{{ 1 }}", "{% raw %}")
    brackets = Choice("[[ 1 ]]", "[% raw %]")
    script = Choice("</script>", "<script>alert('&amp;')</script>")
    backslash = Choice("\\", "\\n\\")
    arabic = Choice("سلام", "سلام \u202e bidi")
    empty = Choice("", "")


class Form(
    Table,
    tablename="form 'x' [[ é",
    help_text="\"\"\" {{ 7 * 7 }} {% endblock %} [[ 1 ]] </script>\n\\ ' — 名前",
):
    """Its columns have the names that Python, Pydantic, Jinja or our own code use."""

    locals()["class"] = Varchar()
    locals()["from"] = Varchar()
    locals()["import"] = Varchar()
    json = Varchar(help_text='{{ "json" }}')
    copy = Varchar(help_text="}}{{ [[ ]] %} {#")
    schema = Varchar(null=True, default=None)
    model_config = Varchar(choices=Quote, default='"')
    metadata = Varchar()
    request = Varchar()
    form = Varchar()
    id_ = Varchar()
    secret = Varchar(secret=True)
    row = Varchar(db_column_name="r'o w")
    key = Varchar()
    errors = Varchar()
    int = Varchar()
    items = Varchar()
    values = Varchar()
    名前 = Varchar()


class Static(Table, tablename="/static //"):
    page = Varchar()


class Route(Table):
    id: Serial
    form = ForeignKey(Static)


class Request(Table):
    pass


class Order(Table):
    group = Varchar()

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable("100%% '%s' {{ }} \"", [cls.group])


class Group(Table):
    order = ForeignKey(Order)


class User(Table):
    name = Varchar()


class Select(Table):
    where = Varchar()


class Path(Table):
    """Called as something that the emitted tests import."""

    code = Varchar(primary_key=True)


class TestResult(Table):
    """Looks like a test to pytest."""

    passed = Varchar()


class Exception(Table):  # noqa: A001
    args = Varchar()
