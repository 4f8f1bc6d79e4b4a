"""``piccolo_conf``: the apps of a project, found as ``piccolo`` itself finds them."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

from piccolo.conf.apps import (
    DEFAULT_MODULE_NAME,
    ENVIRONMENT_VARIABLE,
    AppConfig,
    AppRegistry,
    Finder,
)
from piccolo.table import Table

from scaffold.baseline import FOLDER
from scaffold.errors import Problem
from scaffold.introspect.importing import Failure, Importer

CONF = """\
from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="app.sqlite")

APP_REGISTRY = AppRegistry(apps=[{apps}])"""


class Registry:
    """The apps that ``APP_REGISTRY`` names, in its order.

    Those that generated admins bring stand apart, in ``of_admins``.

    ``problem`` says why there are none, and is ``None`` where there are. Whether the
    configuration itself could be loaded is ``loaded``: an admin needs it in any case,
    since the tables it logs people in with find their engine there.
    """

    def __init__(self, importer: Importer) -> None:
        # Before any other module: where tables import the configuration, and it them,
        # this is the order that works, and the one `piccolo` keeps.
        self.module = os.environ.get(ENVIRONMENT_VARIABLE) or DEFAULT_MODULE_NAME
        self.apps: dict[str, AppConfig] = {}
        self.of_admins: list[AppConfig] = []
        self.problem: Problem | None = None
        self._app_of: dict[object, str] = {}
        conf = importer.load(self.module)
        self.loaded = isinstance(conf, ModuleType)
        if isinstance(conf, Failure):
            self.problem = self._unusable(conf, importer.directory)
            return
        found = getattr(conf, "APP_REGISTRY", None)
        if isinstance(found, AppRegistry):
            for name, app in found.app_configs.items():
                if is_of_an_admin(app):
                    self.of_admins.append(app)
                else:
                    self.apps[name] = app
            for name, app in self.apps.items():
                for table in app.table_classes:
                    self._app_of.setdefault(table, name)
        else:
            self.problem = Problem(
                self.module,
                "it defines no APP_REGISTRY",
                _with_example("Register the apps in it:", importer.directory),
            )

    def app_of(self, table: type[Table]) -> str | None:
        """The name of the first app that registers the table."""
        return self._app_of.get(table)

    def reachable(self, name: str) -> AppConfig | None:
        """The app of that name, also where others only depend on its migrations.

        A lazy reference by app name is looked up among these, too.

        :raises Exception: of any kind: other apps are imported.
        """
        if name in self.apps:
            return self.apps[name]
        others = Finder().get_app_configs(sort_by_migration_dependencies=False)
        return next((app for app in others if app.app_name == name), None)

    def _unusable(self, conf: Failure, directory: Path) -> Problem:
        if not conf.missing:
            remedy = self._without_admin(conf.needs, directory) or conf.remedy
            return Problem(self.module, conf.what, remedy)
        if self.module != DEFAULT_MODULE_NAME:
            what = f"does not exist, and {ENVIRONMENT_VARIABLE} names it"
            return Problem(self.module, what, conf.remedy)
        what = "there is no piccolo_conf.py, in which Piccolo finds database and apps"
        elsewhere = _conf_elsewhere(directory)
        if elsewhere:
            return Problem(
                self.module,
                what,
                f"There is one in {elsewhere}: run with -C {elsewhere}.",
            )
        return Problem(
            self.module, what, _with_example("Write one, such as:", directory)
        )

    def _without_admin(self, needs: str, directory: Path) -> str:
        """What helps if an admin that is not there is registered: it was deleted, say,
        to be generated anew. Nothing, if it is not that.
        """
        file = directory.joinpath(*self.module.split(".")).with_suffix(".py")
        app = f"{needs.partition('.')[0]}.tokens.piccolo_app"
        if not (needs and file.is_file() and app in file.read_text(errors="replace")):
            return ""
        return (
            f'Take "{app}" out of it until that admin is generated; '
            "`piccolo-scaffold admin --wire` puts it in again."
        )


def is_of_an_admin(app: AppConfig) -> bool:
    """Whether a generated admin brings it, with the pages for its tables."""
    folder = Path(app.resolved_migrations_folder_path).parent
    return folder.with_name(FOLDER).is_dir()


def _with_example(sentence: str, directory: Path) -> str:
    """The sentence, and a configuration that registers the apps there are."""
    files = sorted(directory.glob("*/piccolo_app.py"))
    apps = [f'"{path.parent.name}.piccolo_app"' for path in files]
    lines = CONF.format(apps=", ".join(apps)).splitlines()
    return "\n".join([sentence, "", *(f"      {line}".rstrip() for line in lines)])


def _conf_elsewhere(directory: Path) -> str | None:
    """A folder that has the file, one level down or up: the likely mistake."""
    name = f"{DEFAULT_MODULE_NAME}.py"
    below = sorted(path.parent.name for path in directory.glob(f"*/{name}"))
    if below:
        return below[0]
    return ".." if (directory.parent / name).is_file() else None
