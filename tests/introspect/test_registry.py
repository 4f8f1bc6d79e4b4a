"""A configuration that is missing, broken or incomplete."""

from __future__ import annotations

import pytest

from .conftest import ITEM, Project


def test_no_piccolo_conf(project: Project) -> None:
    project.write("shop/tables.py", ITEM)
    project.app("shop")
    (project.folder / "piccolo_conf.py").unlink()
    for targets in ((), ("shop.tables",), ("shop",)):
        problem = project.problem(*targets)
        assert problem.where == "piccolo_conf"
        assert "there is no piccolo_conf.py" in problem.what
        _sentence, _blank, *lines = problem.remedy.splitlines()
        source = "\n".join(line.strip() for line in lines)
        assert 'apps=["shop.piccolo_app"]' in source
    (project.folder / "piccolo_conf.py").write_text(source)
    assert project.keys() == ["shop.tables:Item"]


@pytest.mark.parametrize(("elsewhere", "shown"), [("src", "src"), ("..", "..")])
def test_piccolo_conf_is_elsewhere(
    project: Project, elsewhere: str, shown: str
) -> None:
    (project.folder / "src").mkdir()
    conf = project.folder / "piccolo_conf.py"
    conf.rename(project.folder / elsewhere / "piccolo_conf.py")
    assert f"run with -C {shown}." in project.problem().remedy


def test_piccolo_conf_that_raises(shop: Project) -> None:
    shop.conf("shpo.piccolo_app")
    problem = shop.problem("shop")
    assert problem.where == "piccolo_conf"
    assert "No module named 'shpo'" in problem.what
    assert "(piccolo_conf.py, line 6: `APP_REGISTRY = AppRegistry(" in problem.what
    assert shop.problem("shop.tables") == problem


def test_an_admin_that_is_registered_and_not_there(shop: Project) -> None:
    """Deleted, say, to be generated anew."""
    shop.conf("shop.piccolo_app", "lost.tokens.piccolo_app")
    problem = shop.problem("shop")
    assert "No module named 'lost'" in problem.what
    assert problem.remedy.startswith('Take "lost.tokens.piccolo_app" out of it')


def test_piccolo_conf_of_the_environment_is_missing(
    shop: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PICCOLO_CONF", "nowhere.piccolo_conf")
    problem = shop.problem("shop.tables")
    assert problem.where == "nowhere.piccolo_conf"
    assert "PICCOLO_CONF names it" in problem.what


@pytest.mark.parametrize("registry", ["", "APP_REGISTRY = ['shop.piccolo_app']"])
def test_piccolo_conf_without_registry(shop: Project, registry: str) -> None:
    shop.write("piccolo_conf.py", registry, header=False)
    problem = shop.problem()
    assert (problem.where, problem.what) == (
        "piccolo_conf",
        "it defines no APP_REGISTRY",
    )
    assert 'AppRegistry(apps=["shop.piccolo_app"])' in problem.remedy
    assert shop.keys("shop.tables") == ["shop.tables:Item"]
    assert "neither a module nor" in shop.problem("shpo").what
