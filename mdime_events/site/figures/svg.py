"""SVG, written safely: every text and attribute is escaped, links lead to this host, nothing carries a style or a script of its own.

Colours come by class from `static/palette.css`, which a figure that stands by itself brings along.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from attrs import frozen
from markupsafe import Markup, escape

STATIC = Path(__file__).parent.parent / "static"
MARKING_HEIGHT = 18


def element(name: str, *children: object, **attributes: object) -> Markup:
    """`<name attribute="…">children</name>`. Underscores in names become hyphens, one at the end is dropped (`class_`); None
    leaves one out.

    Children are escaped unless they are markup. Numbers are rounded to two digits.
    """
    given = "".join([f' {_attribute(key)}="{_text(value)}"' for key, value in attributes.items() if value is not None])
    inner = "".join([_text(child) for child in children])
    return Markup(f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>")


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _text(value: object) -> str:
    """A value as it stands in a document. Figures have thousands: what needs no escaping is not escaped."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value) if isinstance(value, (Markup, int)) else str(escape(value))


def group(*children: object, **attributes: object) -> Markup:
    return element("g", *children, **attributes)


def text(x: float, y: float, words: object, class_: str | None = None, **attributes: object) -> Markup:
    return element("text", words, x=x, y=y, class_=class_, **attributes)


def rect(x: float, y: float, width: float, height: float, class_: str | None = None, **attributes: object) -> Markup:
    return element("rect", x=x, y=y, width=width, height=height, class_=class_, **attributes)


def link(path: str, name: str, *children: object, **attributes: object) -> Markup:
    """A link within a figure, with its accessible name; it leads to a page of this host. Raises ValueError for any other."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"{path} is no path of this host")
    return element("a", *children, href=path, aria_label=name, **attributes)


@frozen(kw_only=True)
class Figure:
    """A drawing: its size, a name that is its id in a page, a title, and a description that says what it shows.

    One that is `fluid` is laid out in per cent of its width: in a page it fills the width and keeps its height.
    """

    name: str
    title: str
    description: str
    width: float
    height: float
    body: Markup
    fluid: bool = False

    def __html__(self) -> str:
        """The figure in a page, as wide as its place allows; the page's style sheet colours it."""
        if self.fluid:
            return str(self._svg(self.body, class_="figure fluid", width="100%", height=self.height))
        return str(self._svg(self.body, class_="figure", **self._sized(self.height)))

    def standalone(self, marking: str | None = None) -> str:
        """The figure as a file of its own, its colours in it; a handling marking stands at head and foot."""
        drawing = self.body if marking is None else _marked(self.body, marking, self.width, self.height)
        height = self.height if marking is None else self.height + 2 * MARKING_HEIGHT
        style = Markup("<style>{}</style>").format(Markup(stylesheet()))
        paper = rect(0, 0, self.width, height, "paper")
        whole = Markup("").join((style, paper, drawing))
        return str(self._svg(whole, class_="figure", xmlns="http://www.w3.org/2000/svg", **self._sized(height)))

    def _sized(self, height: float) -> dict[str, object]:
        return {"viewBox": f"0 0 {_text(self.width)} {_text(height)}", "width": self.width, "height": height}

    def _svg(self, drawing: Markup, **attributes: object) -> Markup:
        titled, described = f"{self.name}-title", f"{self.name}-description"
        return element(
            "svg",
            element("title", self.title, id=titled),
            element("desc", self.description, id=described),
            drawing,
            role="group",
            aria_labelledby=titled,
            aria_describedby=described,
            **attributes,
        )


def _marked(body: Markup, marking: str, width: float, height: float) -> Markup:
    at = {"class_": "marking", "text_anchor": "middle"}
    head = text(width / 2, MARKING_HEIGHT - 5, marking, **at)
    foot = text(width / 2, height + 2 * MARKING_HEIGHT - 5, marking, **at)
    return Markup("").join((head, group(body, transform=f"translate(0 {MARKING_HEIGHT})"), foot))


@cache
def stylesheet() -> str:
    """The colours for light and dark."""
    light, dark = ((STATIC / name).read_text(encoding="utf-8") for name in ("palette.css", "dark.css"))
    return f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}}}\n"
