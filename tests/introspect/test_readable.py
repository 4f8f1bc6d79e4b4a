"""How the rows of a table are named."""

from __future__ import annotations

import pytest

from scaffold.schema import Readable

from .conftest import Project

READABLES = """
class Agency(Table):
    name = Varchar()

class Manager(Table):
    name = Varchar()
    agency = ForeignKey("Agency")

class Other(Table):
    name = Varchar()

class Band(Table):
    name = Varchar()
    manager = ForeignKey(Manager)

    @classmethod
    def get_readable(cls):
        {body}
"""


@pytest.mark.parametrize(
    ("body", "template", "columns"),
    [
        ("return Readable('%s', [cls.name])", "%s", ("name",)),
        ("return Readable('100%% %s', (cls.name,))", "100%% %s", ("name",)),
        (
            "return Readable('%s {{ \"%s', [cls.name, cls.manager.name])",
            '%s {{ "%s',
            ("name", "manager.name"),
        ),
        (
            "return Readable('%s', [cls.manager.agency.name])",
            "%s",
            ("manager.agency.name",),
        ),
        ("return Readable('%s', [cls.manager])", "%s", ("manager",)),
        ("return super().get_readable()", "%s", ("id",)),
    ],
)
def test_readable(
    project: Project, body: str, template: str, columns: tuple[str, ...]
) -> None:
    project.write("band/tables.py", READABLES.replace("{body}", body))
    assert project.table("band.tables:Band").readable == Readable(template, columns)
    assert project.warnings("band.tables") == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise KeyError('x')", "raises KeyError: 'x' (band/tables.py, line "),
        ("raise SystemExit(1)", "raises SystemExit"),
        ("return None", "returns NoneType"),
        ("return '%s'", "returns str"),
        ("return Readable('%s %s', [cls.name])", "does not fit 1 columns"),
        ("return Readable('band', [])", "does not fit 0 columns"),
        ("return Readable('%d', [cls.id])", "more in it than %s"),
        ("return Readable('%s %', [cls.id])", "more in it than %s"),
        ("return Readable('%s', ['name'])", "'name', which is no column"),
        ("return Readable('%s', [Other.name])", "cannot be reached"),
        ("return Readable('%s', [Manager.agency.name])", "cannot be reached"),
        ("return Readable('%s', cls.name)", "raises TypeError"),
        ("return Readable(None, [cls.name])", "raises TypeError"),
    ],
)
def test_readable_that_is_unusable(project: Project, body: str, reason: str) -> None:
    project.write("band/tables.py", READABLES.replace("{body}", body))
    introspection = project.read("band.tables:Band")
    (warning,) = introspection.warnings
    assert warning.where == "band.tables:Band.get_readable"
    assert reason in warning.what
    (band,) = (t for t in introspection.schema.tables if t.name == "Band")
    assert band.readable == Readable("%s", ("id",))


def test_readable_that_is_a_coroutine(project: Project) -> None:
    body = "pass\n    get_readable = classmethod(lambda cls: cls.later())"
    source = READABLES.replace("{body}", body)
    source += "    @classmethod\n    async def later(cls):\n        return None\n"
    project.write("band/tables.py", source)
    (warning,) = project.warnings("band.tables:Band")
    assert "returns coroutine" in warning.what


def test_readable_that_is_inherited(project: Project) -> None:
    project.write(
        "people/tables.py",
        """
        class Person(Table):
            name = Varchar()

            @classmethod
            def get_readable(cls):
                return Readable("%s", [Person.name])

        class Actor(Person):
            pass
        """,
    )
    assert project.table("people.tables:Actor").readable == Readable("%s", ("name",))
