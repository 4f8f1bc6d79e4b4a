"""Pages as a browser reads them, and forms as it sends them.

https://html.spec.whatwg.org/multipage/form-control-infrastructure.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img"),
        *("input", "link", "meta", "source", "track", "wbr"),
    }
)

Entries = list[tuple[str, str]]
"""The names and values that a form sends, in its order."""


EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*", re.ASCII
)
CLOCK = r"\d\d:\d\d(:\d\d(\.\d{1,3})?)?"
PICKERS = {
    "date": re.compile(r"\d{4,}-\d\d-\d\d", re.ASCII),
    "time": re.compile(CLOCK, re.ASCII),
    "datetime-local": re.compile(rf"\d{{4,}}-\d\d-\d\d[T ]{CLOCK}", re.ASCII),
}


class Typed(dict[str, str]):
    """The last of each control's values, which counts."""

    def __init__(self, entries: Entries) -> None:
        super().__init__((name, value) for name, value in entries)


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def all(self, tag: str = "", **attributes: str) -> Iterator[Element]:
        """The elements in it with this tag and these attributes (``_`` is no name)."""
        for child in self.children:
            if isinstance(child, str):
                continue
            given = [child.attributes.get(name) for name in attributes]
            if tag in {"", child.tag} and given == [*attributes.values()]:
                yield child
            yield from child.all(tag, **attributes)

    def one(self, tag: str = "", **attributes: str) -> Element:
        found = list(self.all(tag, **attributes))
        assert len(found) == 1, (tag, attributes, found)
        return found[0]

    @property
    def text(self) -> str:
        parts = [part if isinstance(part, str) else part.text for part in self.children]
        return "".join(parts)

    @property
    def words(self) -> str:
        """Its text on one line."""
        return " ".join(self.text.split())

    def link(self, start: str) -> str:
        """The address of its one link whose name starts so."""
        names = {
            link: link.attributes.get("aria-label", link.words)
            for link in self.all("a")
        }
        (found,) = [link for link, name in names.items() if name.startswith(start)]
        return found.attributes["href"]

    @property
    def links(self) -> dict[str, str]:
        """The addresses of links by what they say."""
        return {link.words: link.attributes["href"] for link in self.all("a")}

    @property
    def addresses(self) -> list[str]:
        """All that a browser or a person may follow from here."""
        names = ("href", "src", "action", "data-search")
        return [
            element.attributes[name]
            for element in self.all()
            for name in names
            if name in element.attributes
        ]

    def error(self, name: str) -> str:
        """The message that describes a control, if it is marked as wrong."""
        for control in self.all(name=name):
            if control.attributes.get("aria-invalid") == "true":
                ids = control.attributes["aria-describedby"].split()
                return self.one(id=next(i for i in ids if i.endswith("error"))).words
        return ""

    @property
    def alert(self) -> str:
        return " ".join(element.words for element in self.all(role="alert"))

    @property
    def deletion(self) -> Element:
        """The form with a button to delete."""
        (form,) = [form for form in self.all("form") if form.button("Delete")]
        return form

    @property
    def editor(self) -> Element:
        """The form with a button to save."""
        (form,) = [form for form in self.all("form") if form.button("Save")]
        return form

    def button(self, label: str) -> bool:
        return any(button.words == label for button in self.all("button"))

    def column(self, heading: str) -> list[str]:
        """What stands in a column of its table."""
        table = self.one("table")
        headings = [cell.words for cell in table.one("thead").all("th")]
        position = next(i for i, h in enumerate(headings) if h.startswith(heading))
        rows = table.one("tbody").all("tr")
        return [[*row.children_of("td", "th")][position].words for row in rows]

    def children_of(self, *tags: str) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element) and child.tag in tags:
                yield child

    def entries(self) -> Entries:
        """What this form sends as it stands. AssertionError if a browser refuses to."""
        for control in self.all():
            refuse(control)
        return self.values()

    def values(self) -> Entries:
        """What its controls hold, sent or not."""
        return [entry for control in self.all() for entry in entries_of(control)]


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in [element.tag for element in self.open]:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(source: str) -> Element:
    reader = Reader()
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    reader.feed(source)
    reader.close()
    return reader.root


def entries_of(control: Element) -> Entries:
    name = control.attributes.get("name", "")
    if not name or "disabled" in control.attributes:
        return []
    values = CONTROLS.get(control.tag, nothing)(control)
    return [(name, wire(value)) for value in values]


def refuse(control: Element) -> None:
    """AssertionError if a browser would ask for another value."""
    for name, value in entries_of(control):
        assert value or "required" not in control.attributes, f"{name} is required"
        if control.attributes.get("type") == "email" and value:
            assert EMAIL.fullmatch(value), value


def nothing(control: Element) -> list[str]:
    return []


def textarea(control: Element) -> list[str]:
    text = control.text.removeprefix("\n")
    return [text.replace("\r\n", "\n").replace("\r", "\n")]


def select(control: Element) -> list[str]:
    options = list(control.all("option"))
    chosen = [option for option in options if "selected" in option.attributes]
    if "multiple" not in control.attributes:
        chosen = chosen[-1:] or options[:1]
    return [option.attributes.get("value", option.words) for option in chosen]


def field_input(control: Element) -> list[str]:
    kind = control.attributes.get("type", "text")
    value = control.attributes.get("value", "")
    if kind in {"checkbox", "radio"}:
        ticked = "checked" in control.attributes
        return [control.attributes.get("value", "on")] if ticked else []
    if kind in {"button", "submit", "reset", "file", "image"}:
        return []
    if kind in PICKERS:
        return [picked(kind, value)]
    if kind != "hidden":
        value = re.sub("[\r\n]", "", value)
    if kind in {"email", "url", "number"}:
        value = value.strip("\t\n\f\r ")
    return [value]


CONTROLS: Mapping[str, Callable[[Element], list[str]]] = {
    "textarea": textarea,
    "select": select,
    "input": field_input,
}


def picked(kind: str, value: str) -> str:
    """What a picker makes of its value: it understands less than it seems to."""
    if not PICKERS[kind].fullmatch(value):
        return ""
    shortest = re.sub(r":00(\.0*)?$", "", value) if value.count(":") == 2 else value
    return shortest.replace(" ", "T")


def unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def wire(value: str) -> str:
    return re.sub("\r\n|\r|\n", "\r\n", value)
