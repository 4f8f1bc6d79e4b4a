"""No database is needed, and modules may say what they like while they are imported."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from piccolo.engine import base
from piccolo.engine.postgres import PostgresEngine

from .conftest import Project


class Server:
    """Counts who connects, and hangs up."""

    def __init__(self) -> None:
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]

    def serve(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        # Closing alone does not wake up a thread that waits for connections.
        server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        thread.join()


def use_postgres(project: Project, host: str, port: int) -> None:
    source = f"""
    from piccolo.conf.apps import AppRegistry
    from piccolo.engine.cockroach import CockroachEngine
    from piccolo.engine.postgres import PostgresEngine

    config = {{"host": {host!r}, "port": {port}, "database": "d", "user": "u"}}
    DB = PostgresEngine(
        config=config,
        extensions=("uuid-ossp",),
        extra_nodes={{"replica": PostgresEngine(config=config)}},
    )
    OTHER = CockroachEngine(config=config)
    APP_REGISTRY = AppRegistry(apps=[])
    """
    project.write("piccolo_conf.py", source, header=False)
    project.write(
        "shop/tables.py",
        """
        from piccolo_conf import OTHER

        class Item(Table):
            name = Varchar()

        class Elsewhere(Table, db=OTHER):
            item = ForeignKey(Item)
            check_item = Check(item > 0)
        """,
    )


def test_no_engine_connects(project: Project) -> None:
    with serving() as server:
        use_postgres(project, "127.0.0.1", server.port)
        assert len(project.keys("shop.tables")) == 2
        assert server.connections == 0
        config = {"host": "127.0.0.1", "port": server.port, "user": "u", "timeout": 5}
        with pytest.warns(Warning, match="Unable to fetch server version"):
            PostgresEngine(config=config)
        assert server.connections > 0, "Piccolo itself does not connect any more"


def test_unreachable_server(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    use_postgres(project, "nowhere.invalid", 5432)
    assert project.warnings("shop.tables") == []
    assert capfd.readouterr() == ("", "")


def test_no_coroutine_is_left_behind(
    project: Project, recwarn: pytest.WarningsRecorder
) -> None:
    """Python would warn of it, where a module asks for all warnings."""
    use_postgres(project, "nowhere.invalid", 5432)
    conf = project.folder / "piccolo_conf.py"
    loud = "import warnings\nwarnings.simplefilter('always')\n"
    conf.write_text(loud + conf.read_text())
    project.read("shop.tables")
    assert recwarn.list == []


def test_engines_are_complete(project: Project) -> None:
    use_postgres(project, "nowhere.invalid", 5432)
    project.read("shop.tables")
    engine = sys.modules["piccolo_conf"].DB
    assert (engine.engine_type, engine.get_query_id()) == ("postgres", 1)


def test_sqlite_makes_no_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.folder)
    project.write("shop/tables.py", "class Item(Table):\n    pass\n")
    assert project.keys("shop.tables") == ["shop.tables:Item"]
    assert sys.modules["piccolo_conf"].DB.path == "never_made.sqlite"
    assert list(project.folder.rglob("*.sqlite")) == []


@pytest.mark.parametrize("target", ["shop.tables", "shop.missing"])
def test_everything_is_put_back(project: Project, target: str) -> None:
    project.write("shop/tables.py", "class Item(Table):\n    pass\n")
    names = vars(base)
    before = (names["run_sync"], list(sys.path), sys.stdout)
    if target == "shop.missing":
        project.problem(target)
    else:
        project.read(target)
    assert (names["run_sync"], sys.path, sys.stdout) == before


def test_what_modules_print_goes_to_standard_error(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write(
        "loud/tables.py",
        """
        import logging, sys
        print("printed")
        logger = logging.getLogger("loud")
        logger.addHandler(logging.StreamHandler(sys.stdout))
        logger.warning("logged")

        class Loud(Table):
            @classmethod
            def get_readable(cls):
                print("read")
                return super().get_readable()
        """,
    )
    assert project.keys("loud.tables") == ["loud.tables:Loud"]
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["printed", "logged", "read"]


def test_warnings_are_no_errors_and_no_noise(
    project: Project,
    capfd: pytest.CaptureFixture[str],
    recwarn: pytest.WarningsRecorder,
) -> None:
    """Piccolo warns of each of these; the tests make errors of warnings."""
    project.write(
        "warn/tables.py",
        """
        import warnings
        warnings.warn("mind")

        class User(Table):
            id = PrimaryKey()

        class Split(Table, tablename="a.b"):
            pass
        """,
    )
    tables = project.read("warn.tables").schema.tables
    assert [table.db_name for table in tables] == ["a.b", "user"]
    assert capfd.readouterr() == ("", "")
    assert recwarn.list == []
