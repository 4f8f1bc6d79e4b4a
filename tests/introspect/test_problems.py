"""What is refused, how it is explained, and that all of it is said at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from scaffold.errors import Problem, TargetError
from scaffold.introspect import introspect

from .conftest import ITEM, Project


@pytest.mark.parametrize(
    ("target", "what", "remedy"),
    [
        ("shop.tabels", "does not exist", "Did you mean shop.tables?"),
        ("Shop.Tables", "does not exist", "Did you mean shop.tables?"),
        ("shops.tables", "does not exist", "Did you mean shop.tables?"),
        ("shop.models", "does not exist", "Did you mean shop.tables?"),
        ("shop.tables.deep", "does not exist", "Name a module"),
        ("zzz.tables", "does not exist", "Name a module"),
        ("shpo", "neither a module nor a registered app", "Did you mean the app shop?"),
        ("zzz", "neither a module nor a registered app", "Name a module"),
        ("shop.tables:Itme", "has no Itme", "Did you mean shop.tables:Item?"),
        ("shop.tables:Zzz", "has no Zzz", "The tables there are Item."),
        (
            "shop.empty:Zzz",
            "has no Zzz",
            "The tables there are BaseUser, SessionsBase.",
        ),
        ("shop.tables:enum", "no Table class, but an instance of module", "are Item."),
        ("shop.tables:Column", "no Table class, but another class", "are Item."),
        ("shop.tables:Table", "Piccolo's base class", "The tables there are Item."),
        ("os.path", "no table", "Name the module in which"),
        ("", "names no module", "Write movies.tables"),
        ("shop.tables:", "names no module", "Write movies.tables"),
        (":Item", "names no module", "Write movies.tables"),
        (".tables", "names no module", "Write movies.tables"),
        ("shop.class", "names no module", "Write movies.tables"),
        ("shop.tables:Item:Item", "names no module", "Write movies.tables"),
        ("shop/tables.py", "names no module", "Did you mean shop.tables?"),
        ("./shop/tables", "names no module", "Did you mean shop.tables?"),
    ],
)
def test_target_that_names_nothing(
    shop: Project, target: str, what: str, remedy: str
) -> None:
    problem = shop.problem(target)
    assert target.partition(":")[0] in problem.where
    assert what in problem.what
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("target", "remedy"),
    [("bare", "Did you mean bare.tables?"), ("bare.other", "Name the module")],
)
def test_target_without_tables(shop: Project, target: str, remedy: str) -> None:
    shop.write("bare/__init__.py", "", header=False)
    shop.write("bare/other.py", "", header=False)
    shop.write("bare/tables.py", ITEM)
    problem = shop.problem(target)
    assert problem.where == target
    assert "no table" in problem.what
    assert remedy in problem.remedy


def test_app_without_tables(project: Project) -> None:
    project.app("empty", tables="[]")
    project.conf("empty.piccolo_app")
    assert "the app registers no table" in project.problem("empty").what
    problem = project.problem()
    assert problem.where == "piccolo_conf"
    assert "no app in its APP_REGISTRY has a table" in problem.what


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("x = 1\nrating = Intger()\n", "NameError: name 'Intger' is not defined"),
        ("import json\njson.loads('{')\n", "JSONDecodeError: Expecting property name"),
        ("import os\nraise ValueError('one\\ntwo')\n", "ValueError: one ("),
        ("import os\nraise ValueError\n", "ValueError ("),
        ("x = 1\nfrom shop.empty import nonsense\n", "ImportError: cannot import name"),
        ("x = 1\nif x\n", "SyntaxError: expected ':'"),
        ("x = 1\n  y = 1\n", "IndentationError: unexpected indent"),
    ],
)
def test_module_that_raises(shop: Project, source: str, text: str) -> None:
    shop.write("bad/tables.py", source, header=False)
    problem = shop.problem("bad.tables")
    line = source.splitlines()[1].strip()
    assert problem.where == "bad.tables"
    assert problem.what.startswith("cannot be imported: ")
    assert text in problem.what
    assert problem.what.endswith(f"(bad/tables.py, line 2: `{line}`)")
    assert str(shop.folder) not in str(problem)


def test_the_line_is_the_users_own(
    shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither Piccolo's, nor one of a package that is installed below the project."""
    site = ".venv/lib/python3/site-packages"
    monkeypatch.syspath_prepend(str(shop.folder / site))
    shop.write(f"{site}/installed.py", "def call(f): f()\n", header=False)
    shop.write("helpers.py", "def make(): return Integer(default=object)\n")
    shop.write(
        "bad/tables.py", "import installed, helpers\ninstalled.call(helpers.make)\n"
    )
    problem = shop.problem("bad.tables")
    assert "ValueError: The default" in problem.what
    assert "(helpers.py, line " in problem.what
    assert ": `def make(): return Integer(default=object)`)" in problem.what
    shop.write("bad/more.py", "import installed\ninstalled.call(None)\n", header=False)
    assert "(bad/more.py, line 2: `" in shop.problem("bad.more").what


def test_the_line_where_none_is_the_users_own(
    shop: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path / "other"))
    (tmp_path / "other").mkdir()
    file = tmp_path / "other" / "installed_tables.py"
    file.write_text("nonsense")
    assert f"({file}, line 1: `nonsense`)" in shop.problem("installed_tables").what


def test_module_that_imports_what_is_missing(shop: Project) -> None:
    shop.write(
        "bad/tables.py", "import shop.tables\nimport nonsense.deep\n", header=False
    )
    problem = shop.problem("bad.tables")
    assert problem.where == "bad.tables"
    assert "ModuleNotFoundError: No module named 'nonsense'" in problem.what
    assert "(bad/tables.py, line 2: `import nonsense.deep`)" in problem.what
    assert "Install what provides 'nonsense'" in problem.remedy


def test_package_that_imports_its_missing_module(shop: Project) -> None:
    """It is the package's import that has to be mended, not the target."""
    shop.write("bad/__init__.py", "import bad.tables\n", header=False)
    problem = shop.problem("bad.tables")
    assert "(bad/__init__.py, line 1: `import bad.tables`)" in problem.what


def test_module_that_ends_the_program(shop: Project) -> None:
    shop.write("bad/tables.py", "import sys\nsys.exit(3)\n", header=False)
    problem = shop.problem("bad.tables")
    assert "ends the program when imported: SystemExit: 3" in problem.what
    assert "(bad/tables.py, line 2: `sys.exit(3)`)" in problem.what
    assert '__name__ == "__main__"' in problem.remedy


def test_interrupting_is_no_problem(shop: Project) -> None:
    shop.write("bad/tables.py", "raise KeyboardInterrupt\n", header=False)
    with pytest.raises(KeyboardInterrupt):
        shop.read("bad.tables")


def test_module_is_imported_once_however_often_it_fails(
    shop: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.write("bad/tables.py", "print('run')\nraise ValueError\n", header=False)
    shop.write("bad/more.py", "class M(Table):\n    n = ForeignKey('bad.tables.N')\n")
    assert len(shop.problems("bad.tables", "bad.tables:A", "bad.more")) == 2
    assert capsys.readouterr().err == "run\n"


def test_module_whose_name_is_taken(shop: Project) -> None:
    shop.write("json/tables.py", ITEM)
    assert json.__name__ in sys.modules
    problem = shop.problem("json.tables")
    assert "another module called 'json' is loaded" in problem.what


@pytest.mark.parametrize("exclude", ["Itme", "zzz"])
def test_exclude_that_matches_nothing(shop: Project, exclude: str) -> None:
    problem = shop.problem("shop.tables", exclude=[exclude])
    assert problem.where == f"--exclude {exclude}"
    assert "matches no table" in problem.what
    remedy = "Did you mean Item?" if exclude == "Itme" else "Leave it out."
    assert problem.remedy == remedy


def test_everything_is_excluded(shop: Project) -> None:
    problem = shop.problem("shop.tables", exclude=["Item"])
    assert "no table is left" in problem.what


@pytest.mark.parametrize("option", ["auth_table", "session_table"])
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("shop.tables:Item", "or a subclass of it"),
        ("shop.tables:Nobody", "the module has no Nobody"),
        ("shop.tables", "names no module"),
        ("nowhere.tables:User", "does not exist"),
    ],
)
def test_account_tables(shop: Project, option: str, text: str, what: str) -> None:
    problem = shop.problem("shop.tables", **{option: text})
    assert what in problem.what
    assert f"--{option.replace('_', '-')}" in problem.what


def test_account_tables_are_not_mixed_up(shop: Project) -> None:
    user, session = shop.problems(
        "shop.tables",
        auth_table="piccolo_api.session_auth.tables:SessionsBase",
        session_table="piccolo.apps.user.tables:BaseUser",
    )
    assert "--auth-table must name BaseUser" in user.what
    assert "--session-table must name SessionsBase" in session.what


def test_everything_is_said_at_once_and_in_order(project: Project) -> None:
    project.write("piccolo_conf.py", "DB = nonsense\n", header=False)
    project.write("bad/tables.py", "raise ValueError\n", header=False)
    project.write("empty/tables.py", "import os\n", header=False)
    project.write(
        "shop/tables.py",
        """
        class Zebra(Table):
            select = Varchar()
            to = ForeignKey("Nowhere")
            app = ForeignKey(LazyTableReference("Item", app_name="shop"))

        class Apple(Table):
            zebra = ForeignKey(Zebra)
            vars()["my column"] = Varchar()
            objects = Varchar()
        """,
    )
    problems = project.problems(
        "missing.tables",
        "bad.tables",
        "empty.tables",
        "shop.tables:Apple",
        "shop.tables:Aple",
        "shop",
        exclude=["unknown"],
        auth_table="missing.accounts:User",
    )
    assert [problem.where for problem in problems] == [
        "piccolo_conf",
        "missing.tables",
        "bad.tables",
        "empty.tables",
        "shop.tables:Aple",
        "missing.accounts",
        "shop.tables:Apple.objects",
        "shop.tables:Apple.my column",
        "shop.tables:Zebra.select",
        "shop.tables:Zebra.to",
    ]
    assert all(problem.remedy for problem in problems)


def test_problems_are_the_error(shop: Project) -> None:
    with pytest.raises(TargetError) as caught:
        introspect(["zzz.tables"], directory=Path(shop.folder))
    (problem,) = caught.value.problems
    assert isinstance(problem, Problem)
    assert str(caught.value) == str(problem)
