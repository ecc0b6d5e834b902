"""A bar for what takes longer than a second: how far it is, how fast it goes, and how long it still takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

from attrs import define, field

if TYPE_CHECKING:
    from rich.progress import Progress

P = TypeVar("P")
PATIENCE, REDRAWN = 1.0, 0.2  # seconds


@define(kw_only=True)
class _Course:
    """What a bar shows: `total` is None where nobody knows it."""

    doing: str
    total: int | None
    passed: int = 0
    over: Event = field(factory=Event)


def bar(passing: Iterable[P], total: int | None, doing: str) -> Iterator[P]:
    """What passes, and after a second the bar on standard error; it is gone when it is done.

    A thread draws it, so that it comes in time whatever one step takes, and a step costs no more than to count it.
    """
    course = _Course(doing=doing, total=total)
    drawing = Thread(target=_draw, args=(course,), daemon=True)
    drawing.start()
    try:
        for each in passing:
            yield each
            course.passed += 1
    finally:
        course.over.set()
        drawing.join()


def _draw(course: _Course) -> None:
    if course.over.wait(PATIENCE):
        return
    with _shown() as shown:
        task = shown.add_task(course.doing, total=course.total, completed=course.passed)
        shown.refresh()
        while not course.over.wait(REDRAWN):
            shown.update(task, completed=course.passed, refresh=True)


def _shown() -> Progress:
    """A bar as rich draws it, which is loaded only for what takes long."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False, redirect_stdout=False)
