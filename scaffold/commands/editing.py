"""What `form` and `templates` do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scaffold import forms, own_templates
from scaffold.commands.places import refusing
from scaffold.config import line_length, read_options
from scaffold.own_templates import Copies, Template
from scaffold.render import templates_of


def form(directory: Path, output: Path, name: str) -> forms.NewForm:
    """Plan a form of the user's own in the admin."""
    folder = directory / output
    with refusing(output):
        own = read_options(folder).templates
        with templates_of(own_templates.existing_folder(directory, folder, own)):
            return forms.new(directory, folder, name, line_length(directory))


def templates(
    directory: Path, output: Path, folder: Path | None, names: Sequence[str]
) -> Copies:
    """Plan to copy templates into a folder of the project."""
    with refusing(output):
        return own_templates.copies(directory, directory / output, folder, names)


def template_list(directory: Path, output: Path, folder: Path | None) -> list[Template]:
    """All templates there are."""
    with refusing(output):
        place = own_templates.chosen_folder(directory, directory / output, folder)
        return own_templates.listing(place)
