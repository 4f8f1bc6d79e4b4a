"""Python as a tree: statements, their parts, and the blocks in them."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Sequence
from dataclasses import replace

from scaffold.merge import engine, imports, trees
from scaffold.merge.engine import Result
from scaffold.merge.expressions import (
    Element,
    comma_group,
    expression,
    gap,
    leaf,
    short,
)
from scaffold.merge.names import unresolved
from scaffold.merge.outcome import Merged, Unreadable
from scaffold.merge.renaming import Pairs
from scaffold.merge.source import Source
from scaffold.merge.tree import NOTHING, Group, Leaf, Node, Part

Function = (ast.FunctionDef, ast.AsyncFunctionDef)
Definition = (*Function, ast.ClassDef)
Loop = (ast.For, ast.AsyncFor, ast.While)
With = (ast.With, ast.AsyncWith)


def merge(base: str, yours: str, new: str, renames: Pairs) -> Merged:
    """Merge modules. Raises ``Unreadable``."""
    return trees.merge(parse, check, base, yours, new, renames, combine=combine)


def combine(base: Group, yours: Group, new: Group, renames: Pairs = ()) -> Result:
    """Merge the trees. An import that the generator drops stays while it is used."""
    fitting = imports.without_known(base, yours, new)
    result = engine.merge(base, yours, fitting, renames)
    missing = dangling(result.tree.text, yours.text, new.text)
    if not missing:
        return result
    fitting = imports.with_dropped(base, fitting, missing)
    again = engine.merge(base, yours, fitting, renames)
    return replace(again, base=result.base)


def check(_base: str, yours: str, new: str, merged: str) -> list[str]:
    found = sorted(dangling(merged, yours, new))
    return [f"nothing would define {name}" for name in found]


def dangling(merged: str, yours: str, new: str) -> frozenset[str]:
    """Names that nothing defines, though something did on either side."""
    try:
        return unresolved(merged) - unresolved(yours) - unresolved(new)
    except SyntaxError as error:
        raise Unreadable(f"the result would not be Python: {error.msg}") from None


def parse(text: str) -> Group:
    """The tree of a module. Raises ``Unreadable``."""
    source = Source(text)
    return block(source, source.tree.body, 0, len(text), documented=True)


def block(
    source: Source,
    statements: Sequence[ast.stmt],
    start: int,
    end: int,
    *,
    documented: bool = False,
    local: bool = False,
) -> Group:
    """The statements that stand in a range of whole lines; ``local`` to a function."""
    items: list[Node] = []
    place = start
    for line in logical_lines(statements):
        first = beginning(source, line[0])
        lead = gap(source, place, first)
        first_of_all = documented and not items
        item = statement(source, line, documented=first_of_all, local=local)
        stop = first + len(item.text)
        behind = source.line_end(stop) if needs_end(source, stop) else stop
        trail = gap(source, stop, behind)
        items.append(placed(item, lead, trail))
        place = behind
    tail = gap(source, place, end)
    indent = " " * statements[0].col_offset if statements else ""
    if items:
        indent = items[0].lead.text.rpartition("\n")[2] or indent
    return Group(tuple(items), "lines", tail, indent=indent)


def logical_lines(statements: Sequence[ast.stmt]) -> list[list[ast.stmt]]:
    """The statements, those with a semicolon between them together."""
    lines: list[list[ast.stmt]] = []
    for node in statements:
        if lines and (lines[-1][-1].end_lineno or 0) >= node.lineno:
            lines[-1].append(node)
        else:
            lines.append([node])
    return lines


def placed(item: Node, lead: Leaf, trail: Leaf) -> Node:
    return Node(
        item.key,
        item.parts,
        item.kind,
        lead,
        trail,
        named=item.named,
        like=item.like,
        free=item.free,
        first=item.first,
        title=item.title,
    )


def needs_end(source: Source, stop: int) -> bool:
    """Whether a line is not ended yet: blocks end theirs themselves."""
    return stop > 0 and source.text[stop - 1] != "\n"


def beginning(source: Source, node: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    if isinstance(node, Definition) and node.decorator_list:
        first = source.start(node.decorator_list[0])
        return source.text.rindex("@", 0, first)
    return source.start(node)


def statement(
    source: Source, line: list[ast.stmt], *, documented: bool, local: bool
) -> Node:
    """A statement without what stands before and behind it."""
    node = line[0]
    if len(line) > 1:
        return opaque(source, node, beginning(source, node), source.end(line[-1]), line)
    if documented and isinstance(node, ast.Expr) and is_text(node.value):
        return docstring(source, node)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return imported(source, node)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        return assignment(source, node, local=local)
    if isinstance(node, (ast.Return, ast.Expr)):
        return with_value(source, node)
    if hasattr(node, "body") and is_block(source, node):
        if isinstance(node, Definition):
            return definition(source, node)
        return compound(source, node, local=local)
    return opaque(source, node, beginning(source, node), source.end(node), line)


def opaque(
    source: Source, node: ast.stmt, start: int, end: int, line: Sequence[ast.stmt]
) -> Node:
    """A statement that is merged as a whole."""
    meaning = "\n".join([*map(ast.dump, line), source.comments(start, end)])
    part = Leaf(source.text[start:end], meaning)
    return unnamed(node, meaning, (part,), short(part.text))


def unnamed(node: ast.stmt, meaning: str, parts: tuple[Part, ...], title: str) -> Node:
    kind = type(node).__name__
    like = f"{kind}!" if isinstance(node, (ast.Return, ast.Raise)) else kind
    return Node(
        (kind, meaning), parts, kind, named=False, like=like, free=True, title=title
    )


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def docstring(source: Source, node: ast.Expr) -> Node:
    assert isinstance(node.value, ast.Constant)
    start, end = source.start(node), source.end(node)
    meaning = inspect.cleandoc(str(node.value.value)) + source.comments(start, end)
    part = Leaf(source.text[start:end], meaning, block=True)
    return Node(("docstring",), (part,), "docstring", first=True, title="docstring")


def with_value(source: Source, node: ast.Return | ast.Expr) -> Node:
    start, end = source.start(node), source.end(node)
    if node.value is None:
        return opaque(source, node, start, end, [node])
    word = "return" if isinstance(node, ast.Return) else ""
    value = expression(source, node.value, start + len(word), end)
    title = short(source.text[start:end])
    return unnamed(node, ast.dump(node), (Leaf(word, word), value), title)


# Imports: each name by itself.


def imported(source: Source, node: ast.Import | ast.ImportFrom) -> Node:
    start, end = source.start(node), source.end(node)
    tokens = source.code(start, end)
    if isinstance(node, ast.Import):
        module = "import"
        opening, closing = tokens[0].end, end
    else:
        module = f"{'.' * node.level}{node.module or ''}"
        word = next(token for token in tokens if token.text == "import")
        bracket = tokens[tokens.index(word) + 1].text == "("
        opening = tokens[tokens.index(word) + 1].end if bracket else word.end
        closing = end - 1 if bracket else end
    if any(alias.name == "*" for alias in node.names):
        return opaque(source, node, start, end, [node])
    names = comma_group(source, node.names, opening, closing, unordered=True)
    head = Leaf(source.text[start:opening], module)
    parts = (head, names, Leaf(source.text[closing:end]))
    return Node(("import", module), parts, "import", title=f"import of {short(module)}")


# Assignments.


def assignment(
    source: Source, node: ast.Assign | ast.AnnAssign, *, local: bool
) -> Node:
    start, end = source.start(node), source.end(node)
    value: Part
    parts: tuple[Part, ...]
    if isinstance(node, ast.AnnAssign):
        target: ast.expr = node.target
        colon = source.behind(source.end(target), ":")
        stop, value = end, NOTHING
        if node.value is not None:
            behind = source.behind(source.end(node.annotation), "=")
            stop = behind - 1
            its = expression(source, node.value, behind, end)
            value = Node((), (Leaf("=", "="), its), kind="value")
        head = leaf(source, target, start, colon)
        parts = (head, expression(source, node.annotation, colon, stop), value)
        kind = "annotated"
    else:
        target = node.targets[0]
        equals = source.behind(source.end(node.targets[-1]), "=")
        meaning = " ".join(map(ast.dump, node.targets))
        head = Leaf(source.text[start:equals], meaning + source.comments(start, equals))
        parts = (head, expression(source, node.value, equals, end))
        kind = "assignment"
    name = ast.unparse(target)
    return Node(("=", name), parts, kind, free=local, title=short(name))


# Definitions.


def definition(
    source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
) -> Node:
    begin, start = beginning(source, node), source.start(node)
    body_start = header_end(source, node.body)
    end = block_end(source, node.body)
    local = isinstance(node, Function)
    parts = (
        decorators(source, node, begin, start),
        *signature(source, node, start, body_start),
        block(source, node.body, body_start, end, documented=True, local=local),
    )
    key = (type(node).__name__, node.name, *accessors(node))
    title = node.name if isinstance(node, ast.ClassDef) else f"{node.name}()"
    return Node(key, parts, "definition", title=title)


def accessors(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
) -> list[str]:
    """What tells definitions of one name apart: ``@name.setter``, ``@overload``."""
    found = [ast.unparse(decorator) for decorator in node.decorator_list]
    return [text for text in found if text.endswith((".setter", ".deleter", ".getter"))]


def decorators(
    source: Source,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    start: int,
    end: int,
) -> Group:
    items: list[Node] = []
    place = start
    for decorator in node.decorator_list:
        at = source.text.rindex("@", 0, source.start(decorator))
        stop = source.line_end(source.end(decorator))
        behind = stop + len(re.match(r"[ \t]*", source.text[stop:])[0])  # type: ignore[index]
        value = expression(source, decorator, at + 1, source.end(decorator))
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        items.append(
            Node(
                ("@", ast.unparse(called)),
                (Leaf("@"), value),
                "decorator",
                gap(source, place, at),
                gap(source, source.end(decorator), behind),
            )
        )
        place = behind
    return Group(tuple(items), "none", gap(source, place, end))


def signature(
    source: Source,
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    start: int,
    end: int,
) -> tuple[Part, Part, Part]:
    """The name, what is in brackets, and the rest of the header."""
    tokens = source.code(start, end)
    name = next(index for index, token in enumerate(tokens) if token.text == node.name)
    after = tokens[name + 1]
    head = Leaf(
        source.text[start : tokens[name].end],
        " ".join(t.text for t in tokens[: name + 1]),
    )
    if after.text != "(":  # Parameters for types, or no bases.
        rest = source.text[tokens[name].end : end]
        meaning = " ".join(token.text for token in tokens[name + 1 :])
        return head, NOTHING, Leaf(rest, meaning + source.comments(start, end))
    closing = matching(source, tokens, name + 1)
    if isinstance(node, ast.ClassDef):
        given: list[Element] = [*node.bases, *node.keywords]
        nodes = sorted(given, key=source.start)
        inner = comma_group(source, nodes, after.end, tokens[closing].start)
    else:
        inner = parameters(source, after.end, tokens[closing].start)
    brackets = Node(
        (),
        (Leaf(source.text[tokens[name].end : after.end]), inner, Leaf(")")),
        kind="brackets",
    )
    rest = source.text[tokens[closing].end : end]
    meaning = " ".join(token.text for token in tokens[closing + 1 :])
    comments = source.comments(tokens[closing].end, end)
    return head, brackets, Leaf(rest, f"{meaning}\n{comments}")


def matching(source: Source, tokens: Sequence[object], opening: int) -> int:
    """The index of the bracket that closes another."""
    depth = 0
    for index in range(opening, len(tokens)):
        text = tokens[index].text  # type: ignore[attr-defined]
        depth += (text in "([{") - (text in ")]}") if len(text) == 1 else 0
        if depth == 0:
            return index
    raise AssertionError(source.text)


def parameters(source: Source, start: int, end: int) -> Group:
    """The parameters of a function, each named as it is."""
    items: list[Node] = []
    place, depth, first = start, 0, start
    cuts: list[int] = []
    for token in source.code(start, end):
        if token.text in {"(", "[", "{"}:
            depth += 1
        elif token.text in {")", "]", "}"}:
            depth -= 1
        elif token.text == "," and depth == 0:
            cuts.append(token.end)
    for cut in [*cuts, end]:
        tokens = source.code(place, cut)
        if tokens and tokens[-1].text == ",":
            tokens = tokens[:-1]
        if not tokens:
            break
        first, last = tokens[0].start, tokens[-1].end
        stop = with_comment(source, cut, end) if cut != end else last
        key = parameter_name([token.text for token in tokens])
        meaning = " ".join(token.text for token in tokens) + source.comments(
            first, last
        )
        part = Leaf(source.text[first:last], meaning)
        lead, trail = gap(source, place, first), gap(source, last, stop)
        items.append(
            Node(("parameter", key), (part,), "parameter", lead, trail, title=key)
        )
        place = stop
    return Group(tuple(items), "commas", gap(source, place, end), strict=True)


def with_comment(source: Source, cut: int, end: int) -> int:
    """Behind a comment on the line of a comma."""
    for token in source.between(cut, end)[:1]:
        if token.is_comment and "\n" not in source.text[cut : token.start]:
            return token.end
    return cut


def parameter_name(tokens: Sequence[str]) -> str:
    stars = tokens[0] if tokens[0] in {"*", "**"} else ""
    return stars + "".join(tokens[1:2] if stars else tokens[:1])


# Other statements with blocks: a clause each.


def compound(source: Source, node: ast.stmt, *, local: bool) -> Node:
    clauses: list[Node] = []
    place = source.start(node)
    for word, test, body in clauses_of(node):
        first = place
        body_start = header_end(source, body)
        end = block_end(source, body)
        start = source.code(first, body_start)[0].start
        meaning = f"{word} {test}\n{source.comments(start, body_start)}"
        header = Leaf(source.text[start:body_start], meaning)
        inner = block(source, body, body_start, end, local=local)
        lead = gap(source, first, start)
        clauses.append(
            Node(
                (word, test),
                (header, inner),
                "clause",
                lead,
                named=False,
                like=f"{word}!",
            )
        )
        place = end
    title = short(
        source.text[source.start(node) : source.line_end(source.start(node))].strip()
    )
    _word, test, _body = clauses_of(node)[0]
    kind = type(node).__name__
    return Node(
        (kind, test),
        (Group(tuple(clauses), "none"),),
        kind,
        named=False,
        like=kind,
        free=True,
        title=title,
    )


Clause = tuple[str, str, list[ast.stmt]]


def clauses_of(node: ast.stmt) -> list[Clause]:
    """What introduces each block of a statement, its condition, and the block."""
    if isinstance(node, ast.If):
        found: list[Clause] = [("if", ast.dump(node.test), node.body)]
        rest = node.orelse
        while is_elif(node, rest):
            inner = rest[0]
            assert isinstance(inner, ast.If)
            found.append(("elif", ast.dump(inner.test), inner.body))
            node, rest = inner, inner.orelse
        return [*found, *([("else", "", rest)] if rest else [])]
    if isinstance(node, With):
        items = " ".join(map(ast.dump, node.items))
        return [(type(node).__name__, items, node.body)]
    found = [(type(node).__name__, header(node), node.body)]  # type: ignore[attr-defined]
    for handler in getattr(node, "handlers", []):
        caught = ast.dump(handler.type) if handler.type else ""
        found.append(("except", f"{caught} {handler.name or ''}", handler.body))
    for field, word in (("orelse", "else"), ("finalbody", "finally")):
        if body := getattr(node, field, []):
            found.append((word, "", body))
    return found


def header(node: ast.stmt) -> str:
    if isinstance(node, ast.While):
        return ast.dump(node.test)
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return f"{ast.dump(node.target)} {ast.dump(node.iter)}"
    return ""


def is_elif(node: ast.If, rest: list[ast.stmt]) -> bool:
    """``elif`` stands where its ``if`` does; one after ``else`` is further right."""
    return (
        len(rest) == 1
        and isinstance(rest[0], ast.If)
        and rest[0].col_offset == node.col_offset
    )


def is_block(source: Source, node: ast.stmt) -> bool:
    """Whether all its blocks stand on lines of their own."""
    if isinstance(node, (*Definition, *Loop, *With, ast.If, ast.Try)) or (
        type(node).__name__ == "TryStar"
    ):
        bodies = (
            [node.body]
            if isinstance(node, Definition)
            else [body for _word, _test, body in clauses_of(node)]
        )
        return all(
            "\n" in source.text[colon(source, body) : beginning(source, body[0])]
            for body in bodies
        )
    return False


def colon(source: Source, body: Sequence[ast.stmt]) -> int:
    """Behind the colon before a block."""
    return source.before(beginning(source, body[0])).end


def header_end(source: Source, body: Sequence[ast.stmt]) -> int:
    """Where the lines of a block begin."""
    return source.line_end(colon(source, body))


def block_end(source: Source, body: Sequence[ast.stmt]) -> int:
    """Where the lines of a block end, comments of its own included."""
    last = body[-1]
    if hasattr(last, "body") and is_block(source, last):
        blocks = (
            [last.body]
            if isinstance(last, Definition)
            else [b for *_, b in clauses_of(last)]
        )
        stop = block_end(source, blocks[-1])
    else:
        stop = source.line_end(source.end(last))
    column = body[0].col_offset
    place = stop
    while place < len(source.text):
        line = source.text[place : source.line_end(place)]
        bare = line.strip()
        if bare and not bare.startswith("#"):
            break
        place += len(line)
        if bare and len(line) - len(line.lstrip()) >= column:
            stop = place
    return stop
