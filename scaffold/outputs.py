"""What the generator puts out, as far as it is not known from last time.

Formatting takes longer than all else, and rendering is next: both are left out where
their input is what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from scaffold import baseline, healing, plan
from scaffold.baseline import Baseline, cache
from scaffold.baseline.cache import Fingerprint
from scaffold.config import Options
from scaffold.generators import admin as generator
from scaffold.generators.forms import LIST, OwnForms
from scaffold.render import OWN, template_names
from scaffold.schema import Schema, Table

PACKAGES = ("babel", "inflection", "jinja2", "ruff")
"""What decides about the output, besides this package."""

EVERYTHING = ""
"""Under this name, the cache holds the digest of all that decides about the output."""

Generated = tuple[dict[str, str], dict[str, Fingerprint], Baseline]
"""Files by path, what is to be cached of them, and what was remembered."""


def generated(
    output: Path,
    schema: Schema,
    options: Options,
    line_length: int,
    tables: Mapping[bytes, Table],
    new_forms: Mapping[str, str] | None = None,
) -> Generated:
    """Every file of the admin, formatted.

    :param tables: Those of the schema, by what would be stored of them.
    :param new_forms: Forms that are about to come into ``forms/``.
    """
    settings = cache.digest(
        *map(version, PACKAGES),
        str(line_length),
        *sorted(generator.own_modules(schema)),
    )
    forms = tuple(sorted((*own_forms(output), *(new_forms or {}).items())))
    given = (repr(schema), repr(options), repr(forms), own_templates_stamp())
    key = cache.digest(settings, package_stamp(), *given)
    known = cache.read_cache(output)
    if known.pop(EVERYTHING, Fingerprint("", "")).render == key:
        old = healing.remembered(output, known, tables)
        files = {
            path: last for path in known if (last := last_output(old, path)) is not None
        }
        if all(
            path in files and cache.digest(files[path]) == known[path].base
            for path in known
        ):
            return files, {EVERYTHING: Fingerprint(key, ""), **known}, old
    rendered = generator.render(schema, options, forms)
    old = healing.remembered(output, rendered, tables)
    renders = {path: cache.digest(settings, text) for path, text in rendered.items()}
    files = unchanged(renders, known, old)
    stale = {path: text for path, text in rendered.items() if path not in files}
    files |= generator.format(stale, schema, line_length)
    found = {
        path: Fingerprint(digest, cache.digest(files[path]))
        for path, digest in renders.items()
    }
    files = dict(sorted(files.items()))
    return files, {EVERYTHING: Fingerprint(key, ""), **found}, old


def own_forms(output: Path) -> OwnForms:
    """What the user has in ``forms/``, sorted by path."""
    files = plan.files_below(output / "forms")
    paths = [
        path.relative_to(output).as_posix()
        for path in files
        # What begins with a dot is an editor's.
        if path.suffix in {".py", ".html"}
        and path != output / LIST
        and not path.name.startswith(".")
    ]
    texts = ((path, plan.content(output, path) or b"") for path in paths)
    return tuple((path, text.decode(errors="replace")) for path, text in texts)


def unchanged(
    renders: Mapping[str, str], known: Mapping[str, Fingerprint], old: Baseline
) -> dict[str, str]:
    """The files that were rendered the same last time, and need not be formatted.

    :param renders: Digests of what was rendered.
    """
    last = {path: last_output(old, path) for path in renders}
    return {
        path: text
        for path, text in last.items()
        if text is not None and known.get(path) == (renders[path], cache.digest(text))
    }


def last_output(old: Baseline, path: str) -> str | None:
    """What was generated last time, whole."""
    if path in old.open:
        return old.open[path].new
    return old.records[path].text if path in old.records else None


def own_templates_stamp() -> str:
    """The user's templates, with their names."""
    own = OWN.get()
    names = template_names(own) if own else []
    files = ((name, own / name) for name in names if own)
    return repr([(name, file.read_bytes()) for name, file in files if file.is_file()])


def package_stamp() -> str:
    """Another one when this package was changed: its files, their sizes and times."""
    folder = Path(baseline.__file__).parent.parent
    files = sorted(path for path in folder.rglob("*") if path.suffix != ".pyc")
    stats = ((path, path.stat()) for path in files if path.is_file())
    return repr([(path.name, stat.st_size, stat.st_mtime_ns) for path, stat in stats])
