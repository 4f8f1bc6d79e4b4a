"""What people do to a generated tree: random scripts of edits, by numbers.

A script is a list of three numbers each: what is done, to which file, and where there.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from ruff.__main__ import find_ruff_bin

from tests.merge.edits import MARK, STYLES, Edit, apply
from tests.merge.edits import edits as python_edits
from tests.regenerate.project import File, Tree

NUMBER = st.integers(0, 2**16)

Script = list[tuple[str, int, int]]

FORMS = ("forms.py", "queries.py", "list.html", "form.html")
"""Of a table's files, those that most migrations change."""


@dataclass
class Edited:
    """A tree, once it was edited, and what is to be expected of it."""

    tree: Tree
    moved: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)

    cut: set[str] = field(default_factory=set)
    """Files that something was deleted from, or replaced in."""

    wrapped: set[str] = field(default_factory=set)
    """Pages where something is in an element of their own now, and theirs with it."""

    inserted: dict[str, list[str]] = field(default_factory=dict)

    log: list[str] = field(default_factory=list)

    @property
    def marks(self) -> dict[str, list[str]]:
        """The words that are nowhere else, by the files they are in."""
        return {
            path: [m for m in marks if m.encode() in self.tree[path].content]
            for path, marks in self.inserted.items()
            if path in self.tree
        }

    @property
    def touched(self) -> set[str]:
        return {*self.moved, *self.deleted, *self.own, *self.inserted, *self.cut}


Editing = Callable[[Edited, str, int, str], None]
"""Edits one file: the tree, the path, where, and the mark to leave."""


def scripts(
    kinds: Sequence[str] | None = None, most: int = 6
) -> st.SearchStrategy[Script]:
    return st.lists(
        st.tuples(st.sampled_from(kinds or WEIGHTED), NUMBER, NUMBER), max_size=most
    )


def edited(
    tree: Tree, script: Script, *, within: Callable[[str], bool] = lambda path: True
) -> Edited:
    """What the script makes of the tree, in files that are ``within`` only."""
    done = Edited(dict(tree))
    for count, (kind, file, place) in enumerate(script):
        suffixes, edit = KINDS[kind]
        paths = [p for p in candidates(done, suffixes) if within(p)]
        if paths:
            path = paths[file % len(paths)]
            edit(done, path, place, f"mine{count}x")
            done.log.append(f"{kind} {path}")
    return done


def candidates(done: Edited, suffixes: tuple[str, ...]) -> list[str]:
    """The files of these kinds; those that change with the columns more often."""
    paths = [p for p in sorted(done.tree) if p.endswith(suffixes) and p not in done.own]
    return paths + 4 * [p for p in paths if p.endswith(FORMS)]


def change(done: Edited, path: str, edit: Edit, mark: str) -> None:
    """Carry out one edit of a text."""
    old = done.tree[path].content.decode()
    new = apply(old.replace("\r\n", "\n"), [edit.marked(mark)])
    if path.endswith(".py") and not parses(new):
        return
    if "\r\n" in old:
        new = new.replace("\n", "\r\n")
    done.tree[path] = replace(done.tree[path], content=new.encode())
    if edit.marks:
        done.inserted.setdefault(path, []).append(mark)
    if any(end > start for start, end, _text in edit.pieces):
        done.cut.add(path)
    if edit.what == "wrap" and path.endswith(".html"):
        done.wrapped.add(path)


def one_of(edits_of: Callable[[str], Sequence[Edit]]) -> Editing:
    """Any edit of the grammar, each kind of them as likely as any other."""

    def edit(done: Edited, path: str, place: int, mark: str) -> None:
        kinds: dict[str, list[Edit]] = {}
        for one in edits_of(done.tree[path].content.decode().replace("\r\n", "\n")):
            kinds.setdefault(one.what, []).append(one)
        if kinds:
            kind, number = divmod(place, len(kinds))
            some = kinds[sorted(kinds)[number]]
            change(done, path, some[kind % len(some)], mark)

    return edit


def of_python(text: str) -> Sequence[Edit]:
    return python_edits(text) if parses(text) and text.strip() else ()


@lru_cache(maxsize=4096)
def parses(text: str) -> bool:
    try:
        compile(text, "edited.py", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


# Pages.

ATTRIBUTE = re.compile(r"<td(?: class=\"number)?")
CALL_END = re.compile(r"(?<=[\"\w])(?= ?\) \}\})")
TEXT = re.compile(r"(?<=, )\"[^\"\\\n]*\"(?=\))")
BLOCK = re.compile(r"^  \S.*(?:\n.+)*\n(?=\n)", re.MULTILINE)


def of_page(text: str) -> Sequence[Edit]:
    return tuple(page_edits(text))


def page_edits(text: str) -> Iterator[Edit]:
    yield Edit(
        "block",
        ((len(text), len(text), f"\n{{% block {MARK} %}}{MARK}{{% endblock %}}\n"),),
    )
    for match in ATTRIBUTE.finditer(text):
        added = f" {MARK}" if '"' in match[0] else f' title="{MARK}"'
        yield Edit("attribute", ((match.end(), match.end(), added),))
    for match in TEXT.finditer(text):
        yield Edit("text", ((match.start(), match.end(), f'"{MARK}"'),))
    for match in CALL_END.finditer(text):
        yield Edit("argument", ((match.start(), match.start(), f', own="{MARK}"'),))
    blocks = list(BLOCK.finditer(text))
    for number, match in enumerate(blocks):
        start, end = match.span()
        yield Edit("element", ((end, end, f"\n  <b>{MARK}</b>\n"),))
        yield Edit("comment", ((start, start, f"  {{# {MARK} #}}\n"),))
        yield Edit("delete", ((start, end + 1, ""),))
        around = (start, start, f'  <div id="{MARK}">\n'), (end, end, "  </div>\n")
        yield Edit("wrap", around)
        if number + 1 < len(blocks):
            behind = blocks[number + 1].end() + 1
            moved = (start, end + 1, ""), (behind, behind, text[start : end + 1])
            if "block %}" not in text[start:behind]:
                yield Edit("move", moved)


# Catalogues.

ENTRY = re.compile(r"(?:^[^\n]+\n)+", re.MULTILINE)


def of_catalogue(text: str) -> Sequence[Edit]:
    return tuple(catalogue_edits(text))


def catalogue_edits(text: str) -> Iterator[Edit]:
    header, *entries = ENTRY.finditer(text)
    yield Edit("header", ((header.end(), header.end(), f'"X-Own: {MARK}\\n"\n'),))
    for number, match in enumerate(entries):
        start, end = match.span()
        entry = match[0]
        own = f'\nmsgid "{MARK}"\nmsgstr "{MARK}"\n'
        yield Edit("own entry", ((end, end, own),))
        yield Edit("translator's comment", ((start, start, f"# {MARK}\n"),))
        at = start + re.search("^(msgctxt|msgid)", entry, re.MULTILINE).start()  # type: ignore[union-attr]
        yield Edit("flag", ((at, at, "#, fuzzy\n"),))
        translation = re.search(r'^msgstr(\[0\])? "(?=")', entry, re.MULTILINE)
        if translation:
            at = start + translation.end()
            yield Edit("translation", ((at, at, MARK),))
        if number + 2 < len(entries):
            behind = entries[number + 2].end()
            moved = (start, end + 1, ""), (behind, behind, "\n" + entry)
            yield Edit("move", moved)
            yield Edit("delete", ((start, end + 1, ""),))


# TOML.


def of_toml(text: str) -> Sequence[Edit]:
    return tuple(toml_edits(text))


def toml_edits(text: str) -> Iterator[Edit]:
    yield Edit("table", ((len(text), len(text), f'\n[{MARK}]\nkey = "{MARK}"\n'),))
    for match in re.finditer(r"^\w+ = .*\n", text, re.MULTILINE):
        start, end = match.span()
        yield Edit("comment", ((start, start, f"# {MARK}\n"),))
        yield Edit("key", ((end, end, ""),))
        if match[0].endswith("[\n"):
            yield Edit("item", ((end, end, f'    "{MARK}",\n'),))
        elif match[0].endswith("true\n"):
            yield Edit("value", ((end - 5, end - 1, "false"),))


# Whole files.


def delete(done: Edited, path: str, _place: int, _mark: str) -> None:
    if len(done.deleted) < 2 and path not in done.moved.values():
        del done.tree[path]
        done.deleted.add(path)


def move(done: Edited, path: str, place: int, mark: str) -> None:
    if path in done.moved.values() or not done.tree[path].content.strip():
        return
    folder, _slash, name = path.rpartition("/")
    target = [f"own/{mark}_{name}", f"{folder}/{mark}_{name}".lstrip("/")][place % 2]
    done.tree[target] = done.tree.pop(path)
    done.moved[path] = target
    if path in done.inserted:
        done.inserted[target] = done.inserted.pop(path)
    for paths in (done.cut, done.wrapped):
        if path in paths:
            paths.add(target)


def add(done: Edited, path: str, place: int, mark: str) -> None:
    """A file of their own, next to others."""
    folder = path.rpartition("/")[0]
    name, text = [
        (f"{mark}.py", f"OWN = '{mark}'"),
        (f"{mark}.html", f"<p>{mark}</p>\n"),
        (f"more/{mark}.bin", f"\0{mark}\xff"),
    ][place % 3]
    target = f"{folder}/{name}".lstrip("/")
    done.tree[target] = File(text.encode("latin-1"), executable=bool(place % 2))
    done.own.add(target)
    done.inserted[target] = [mark]


def make_executable(done: Edited, path: str, _place: int, _mark: str) -> None:
    done.tree[path] = replace(done.tree[path], executable=True)


def use_crlf(done: Edited, path: str, _place: int, _mark: str) -> None:
    content = done.tree[path].content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    done.tree[path] = replace(done.tree[path], content=content)


def add_byte_order_mark(done: Edited, path: str, _place: int, _mark: str) -> None:
    content = done.tree[path].content.removeprefix(b"\xef\xbb\xbf")
    done.tree[path] = replace(done.tree[path], content=b"\xef\xbb\xbf" + content)


def break_syntax(done: Edited, path: str, _place: int, mark: str) -> None:
    content = done.tree[path].content + f"\ndef {mark}(:\n".encode()
    done.tree[path] = replace(done.tree[path], content=content)
    done.inserted.setdefault(path, []).append(mark)


def restyle(done: Edited, _path: str, place: int, _mark: str) -> None:
    done.tree = reformatted(done.tree, sorted(STYLES)[place % len(STYLES)])


def reformatted(tree: Tree, style: str) -> Tree:
    """All Python files as ruff writes them with other settings."""
    python = {path: file for path, file in tree.items() if path.endswith(".py")}
    with TemporaryDirectory() as folder:
        for path, file in python.items():
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.content)
        configured = [part for entry in STYLES[style] for part in ("--config", entry)]
        command = [
            str(find_ruff_bin()),
            "format",
            "--isolated",
            "--no-cache",
            "--quiet",
        ]
        subprocess.run(
            [*command, *configured, folder], check=False, capture_output=True
        )
        return tree | {
            path: replace(file, content=Path(folder, path).read_bytes())
            for path, file in python.items()
        }


ANY = ("",)

KINDS: dict[str, tuple[tuple[str, ...], Editing]] = {
    "python": ((".py",), one_of(of_python)),
    "page": ((".html",), one_of(of_page)),
    "catalogue": ((".po",), one_of(of_catalogue)),
    "options": ((".toml",), one_of(of_toml)),
    "shared": (("routes.py", "sidebar.py"), one_of(of_python)),
    "delete": (ANY, delete),
    "move": (ANY, move),
    "add": (ANY, add),
    "executable": (ANY, make_executable),
    "crlf": (ANY, use_crlf),
    "mark": ((".py", ".html"), add_byte_order_mark),
    "break": ((".py",), break_syntax),
    "restyle": ((".py",), restyle),
}
"""By name: the files that it is done to, and how."""

WEIGHTED = (
    *("python",) * 6,
    *("page",) * 4,
    *("catalogue",) * 3,
    *("shared",) * 2,
    *("delete", "move", "add", "add", "executable", "crlf", "options", "restyle"),
)

TEXTS = ("python", "python", "page", "page", "catalogue", "shared", "options")
"""Edits that leave every file where it is, and can be read."""
