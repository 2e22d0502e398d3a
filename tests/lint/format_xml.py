"""Formats XML as OCA does: four spaces, one element a line, attributes wrapped at 88.

White space that a reader of the page could see is never changed: an element whose
children stand between words, or side by side on a line, is kept as it was written.
"""

import re

WIDTH = 88
INDENT = "    "
TOKEN = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<[?!][^>]*>|<[^>]+>|[^<]+", re.S)
ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
TAG = re.compile(r"""</?([\w:.-]+)((?:[^"'>]|"[^"]*"|'[^']*')*?)(/?)>$""", re.S)
START = re.compile(r"""<(?:[^"'<>]|"[^"]*"|'[^']*')+>""")


class Element:
    """An element with its children: elements, comments, texts, as written."""

    def __init__(self, tag=""):
        found = TAG.match(tag) or ["", "", "", ""]
        self.tag = tag
        self.name = found[1]
        self.attributes = ATTRIBUTE.findall(found[2])
        self.closed = bool(found[3])
        self.children = []

    def is_layout(self):
        """Does each child stand on a line of its own?"""
        between = self.children[::2]
        return all(isinstance(child, Gap) for child in between)


class Gap(str):
    """White space with a line break, which only lays out the source."""


def tokens(text):
    """Cut the source into tags, comments and texts."""
    place = 0
    while place < len(text):
        found = START.match(text, place) if _is_tag(text, place) else None
        found = found or TOKEN.match(text, place)
        if not found:
            raise ValueError(f"unexpected {text[place : place + 20]!r}")
        yield found.group()
        place = found.end()


def _is_tag(text, place):
    return text[place] == "<" and text[place + 1 : place + 2] not in "!?"


def parse(text):
    """The tree of a source, with every text kept."""
    stack = [Element()]
    for token in tokens(text):
        found = TAG.match(token) if _is_tag(token, 0) else None
        if not found:
            is_gap = not token.strip() and "\n" in token
            _append(stack[-1], Gap(token) if is_gap else token)
        elif token.startswith("</"):
            closed = stack.pop()
            if closed.name != found[1]:
                raise ValueError(f"</{found[1]}> closes <{closed.name}>")
        else:
            element = Element(token)
            _append(stack[-1], element)
            if not element.closed:
                stack.append(element)
    if len(stack) > 1:
        raise ValueError(f"<{stack[-1].name}> is never closed")
    return stack[0]


def _append(parent, child):
    """Texts at even places, everything else at odd ones."""
    is_text = isinstance(child, str) and not child.startswith("<")
    if is_text != (len(parent.children) % 2 == 0):
        parent.children.append("")
    parent.children.append(child)


def start_tag(element, depth, closed=False):
    """The opening tag, on one line if it fits."""
    pairs = [f"{name}={value}" for name, value in element.attributes]
    end = " />" if closed else ">"
    line = "<" + " ".join([element.name, *pairs]) + end
    if not pairs or (len(INDENT * depth + line) <= WIDTH and "\n" not in line):
        return line
    inner = "".join(f"\n{INDENT * (depth + 1)}{pair}" for pair in pairs)
    return f"<{element.name}{inner}\n{INDENT * depth}{end.strip()}"


def write(element, depth):
    """An element as text, without the indentation before it."""
    empty = not element.children or (element.is_layout() and len(element.children) == 1)
    if empty:
        return start_tag(element, depth, closed=True)
    end = f"</{element.name}>"
    if not element.is_layout() or len(element.children) % 2 == 0:
        inner = "".join(map(_as_written, element.children))
        return start_tag(element, depth) + inner + end
    body = lines(element.children, depth + 1)
    return f"{start_tag(element, depth)}\n{body}\n{INDENT * depth}{end}"


def lines(children, depth):
    """Children on lines of their own; one empty line between them is kept."""
    found = []
    for gap, child in zip(children[::2], children[1::2], strict=False):
        if found and gap.count("\n") > 1:
            found.append("")
        text = write(child, depth) if isinstance(child, Element) else _comment(child)
        found.append(INDENT * depth + text)
    return "\n".join(found)


def _comment(text):
    return re.sub(r"[ \t]+$", "", text, flags=re.M)


def _as_written(child):
    if isinstance(child, str):
        return child
    inner = "".join(map(_as_written, child.children))
    return child.tag if child.closed else f"{child.tag}{inner}</{child.name}>"


def format_text(text):
    """The formatted source."""
    root = parse(text)
    if len(root.children) % 2:
        root.children.append("")
    return lines(root.children, 0).strip("\n") + "\n"


def is_formatted(path):
    """Is a file as the formatter would write it?"""
    text = path.read_text(encoding="utf-8")
    return text == format_text(text)


def format_file(path):
    """Rewrite a file if need be."""
    text = path.read_text(encoding="utf-8")
    formatted = format_text(text)
    if formatted != text:
        path.write_text(formatted, encoding="utf-8")
