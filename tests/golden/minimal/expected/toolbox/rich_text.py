"""Rich text: the HTML that is let in, and the text in it.

nh3 parses it as browsers do, and writes it anew from what is allowed.
"""

from __future__ import annotations

import html
import re

import nh3

TAGS = {
    *("div", "p", "br", "h1", "blockquote", "pre", "ul", "ol", "li"),
    *("strong", "b", "em", "i", "del", "s", "a"),
}
"""What the editor makes, and what means the same. Of others the text is kept."""

ATTRIBUTES = {"*": {"dir"}, "a": {"href"}}

SCHEMES = {"http", "https", "mailto", "tel"}
"""Where links may lead, beside this site."""

DROPPED = {"script", "style", "template", "title"}
"""Of these the text is dropped, too."""

ALLOWED = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=DROPPED,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel=None,
)

TEXT = nh3.Cleaner(tags=set(), clean_content_tags=DROPPED)

BLOCK = re.compile(r"(?=</?(?:div|p|br|h1|blockquote|pre|ul|ol|li)\b)", re.IGNORECASE)


DEEPEST = 200
"""So many elements may stand in each other. Parsing takes the square of it in time."""

TAG = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)

LONE = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
    *("source", "track", "wbr", "p", "li", "dt", "dd", "option", "tr", "td", "th"),
}
"""What has no end, or ends where the next one begins."""


def is_too_deep(text: str) -> bool:
    """Whether it would take too long to parse."""
    depth = 0
    for end, name in TAG.findall(text):
        if name.lower() not in LONE:
            depth = max(depth - 1, 0) if end else depth + 1
        if depth > DEEPEST:
            return True
    return False


def sanitise(text: str) -> str:
    """This HTML without what is not allowed; nothing if no text is left.

    What is nested too deeply is no HTML, but text.
    """
    if is_too_deep(text):
        return html.escape(text)
    allowed = ALLOWED.clean(text)
    return allowed if plain(allowed) else ""


def plain(text: str) -> str:
    """The text of this HTML, on one line."""
    if is_too_deep(text):
        return " ".join(text.split())
    words = html.unescape(TEXT.clean(BLOCK.sub(" ", text)))
    return " ".join(words.split())
