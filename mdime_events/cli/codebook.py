"""The command that prints the method: `mdime codebook`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from mdime_events import answers
from mdime_events.cli.common import Word, as_json, echo_json, workspace
from mdime_events.cli.prose import head, paragraph, title
from mdime_events.codebook import Chapter, CodebookRow, chapters, common, words
from mdime_events.codebook import codebook as all_rows
from mdime_events.codebook_tables import document
from mdime_events.rulebook import Rulebook, load
from mdime_events.vocabulary import OVERALL, RATED

LABEL = 12


@click.command(
    epilog="""\b
Examples:
  mdime codebook                               the method, what instruments share told once
  mdime codebook -i M1 -i OVERALL              all conditions of these
  mdime codebook --rules ../older-rules        of another folder of rules
  mdime codebook --format markdown > method.md fit for a document"""
)
@click.option("--instrument", "-i", "instruments", type=Word("rated"), multiple=True, help="Only these.")
@click.option("--rules", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Another folder of rules.")
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", help="For a terminal, or for a document.")
@as_json
@click.pass_context
def codebook(ctx: click.Context, /, instruments: tuple[str, ...], rules: Path | None, form: str, as_json: bool) -> None:
    """Print the method from the rules' own sentences: instruments, conditions, and what the words in them mean."""
    book = load(rules or workspace(ctx).rules)
    codes = instruments or tuple(RATED)
    if as_json:
        echo_json(answers.codebook(book, codes))
    elif form == "markdown":
        click.echo("\n".join(document(book, codes)))
    else:
        _text(book, codes if instruments else ())


def _text(book: Rulebook, only: Sequence[str]) -> None:
    title(f"Codebook of rules {book.digest[:12]}")
    told = chapters(book)
    if only:
        for chapter in told:
            if chapter.instrument in only:
                _chapter(chapter, chapter.rows)
    else:
        _shared(common(all_rows(book)))
        for chapter in told:
            _chapter(chapter, chapter.rows if chapter.instrument == OVERALL else chapter.departures)
    _words()


def _shared(rows: Sequence[CodebookRow]) -> None:
    head("What the instruments share")
    paragraph("Where an instrument below says nothing else, these are its conditions.")
    _conditions(rows)


def _chapter(chapter: Chapter, rows: Sequence[CodebookRow]) -> None:
    head(f"{chapter.instrument} {chapter.name} (edition {chapter.edition})".replace(f"{OVERALL} ", ""))
    for text in filter(None, (chapter.belongs, chapter.remarks)):
        paragraph(text)
    _conditions(rows)
    for row in chapter.without:
        paragraph(row.sentence, indent="    ", bullet=f"Without {(row.level or row.part).title()}: ")


def _conditions(rows: Iterable[CodebookRow]) -> None:
    for row in rows:
        paragraph(row.sentence, indent="    ", bullet=_label(row))


def _label(row: CodebookRow) -> str:
    return f"{(row.level or row.part).title()}: ".ljust(LABEL)


def _words() -> None:
    head("Words, the same in every rule")
    for word, meaning in words():
        click.echo(f"  {click.style(word, bold=True)}")
        paragraph(meaning, indent="    ")
