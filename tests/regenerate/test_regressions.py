"""What the random cases have found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scaffold.schema import Column, Default, Readable, Schema, Table
from tests.regenerate.project import Project, fewer_files, units

KEY = Column("id", "id", "Serial", Default("database"), primary_key=True)

FILM = Table("Film", "cinema.tables", "film", (KEY,), Readable("%s", ("id",)))


def test_nothing_is_written_for_a_deleted_file_of_a_renamed_table(
    tmp_path: Path,
) -> None:
    person = replace(FILM, name="Person", tablename="person")
    with fewer_files():
        project = Project(tmp_path)
        project.run(Schema((FILM,)))
        (project.output / "tables/film/forms.py").unlink()
        plan = project.run(Schema((person,)), ["Film=Person"])
        paths = [write.path for unit in units(plan) for write in unit]
        assert "tables/person/views.py" in paths
        assert not {"tables/film/forms.py", "tables/person/forms.py"} & {*paths}
        assert not (project.output / "tables/person/forms.py").exists()
