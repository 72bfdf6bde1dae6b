"""Commands that answer a question: dates, code, who, explain, score, verify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.cli.options import (
    FILE,
    cache_option,
    corpus_option,
    json_option,
    model_option,
    parse_days,
    print_json,
)


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--reference", default="", metavar="YYYY[-MM[-DD]]", help="When the text was written.")
@click.option("--format", "style", type=click.Choice(["csv", "timeml"]), default="csv", help="What to print.")
def dates(files: tuple[Path, ...], reference: str, style: str) -> None:
    """Find and normalize the dates of text, HTML or PDF files, without spaCy."""
    from pipeline.dates import tag_text, write_csv, write_timeml
    from pipeline.ingest import FORMATS, read_limited, read_text_layer

    texts = {}
    for path in files:
        kind = FORMATS.get(path.suffix.lower(), "txt")
        texts[path.name] = read_text_layer(read_limited(path, kind), kind)[0]
    found = {name: tag_text(text, reference=reference or None) for name, text in texts.items()}
    if style == "csv":
        click.echo(write_csv(found.items()), nl=False)
        return
    for name, text in texts.items():
        click.echo(write_timeml(name, text, found[name], reference=reference or None), nl=False)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@click.option(
    "--codebook",
    type=click.Choice(["2.0", "0.5"]),
    default="2.0",
    show_default=True,
    help="PLOVER's version.",
)
@model_option
@json_option
def code(file: Path, codebook: str, model: str, as_json: bool) -> None:
    """Say the PLOVER type of each sentence of a text, dated or not, with its trigger and rule.

    FILE is text, HTML or PDF, or - for text on stdin. The event tables are another matter: they hold dated
    happenings only.
    """
    from dataclasses import asdict

    from pipeline.ingest import FORMATS, read_limited, read_text_layer
    from pipeline.plover import code_text, write_readings
    from pipeline.spacy_model import identify_model, load_nlp

    kind = FORMATS.get(file.suffix.lower(), "txt")
    data = sys.stdin.buffer.read() if str(file) == "-" else read_limited(file, kind)
    text = read_text_layer(data, kind)[0]
    found = list(code_text(text, nlp=load_nlp(identify_model(model)), codebook=codebook))
    if as_json:
        print_json([{"sentence": sentence, **asdict(reading)} for sentence, reading in found])
    else:
        click.echo(write_readings(found), nl=False)


@click.command()
@click.argument("name")
@click.option("--on", default="", metavar="YYYY[-MM[-DD]]", help="The day or time the text speaks of.")
@json_option
def who(name: str, on: str, as_json: bool) -> int:
    """Say whom a title and a name meant on a day, and where the answer comes from."""
    from dataclasses import asdict

    from pipeline.lexicon.gazetteer import load_gazetteer

    days = parse_days(on) if on else None
    answers = load_gazetteer().who(name, days)
    if as_json:
        print_json([asdict(answer) for answer in answers])
    for answer in () if as_json else answers:
        times = f", {answer.valid_from or '?'} to {answer.valid_to or 'today'}" if answer.office else ""
        click.echo(
            f"{answer.entity.label}  {answer.office}{times}  [{answer.source or answer.entity.entity_id}]"
        )
    if not answers:
        click.echo(f"nobody on record is meant by {name!r}" + (f" in {on}" if on else ""), err=True)
    return 0 if answers else 1


@click.command()
@click.argument("event_id")
@corpus_option
@model_option
@cache_option
def explain(event_id: str, corpus: Path, model: str, cache: Path | None) -> None:
    """Print by which words and rules an event was found, and where each party and its date came from."""
    from pipeline.explain import explain_event

    click.echo(explain_event(event_id, corpus=corpus, model=model, cache=cache))


@click.command()
@click.argument("gold", type=FILE)
@click.argument("outputs", type=FILE)
@corpus_option
@click.option("--only", multiple=True, metavar="ID", help="Score this gold id only; repeatable.")
@click.option("--misses", is_flag=True, help="List every difference.")
@json_option
def score(
    gold: Path, outputs: Path, corpus: Path, only: tuple[str, ...], misses: bool, as_json: bool
) -> None:
    """Measure tables against a gold folder, or against the reviewers' decisions.

    GOLD may be a corrections.csv: chapters with a decision on every event are the gold then, and OUTPUTS
    must be made with `extract --no-corrections`.
    """
    from tempfile import TemporaryDirectory

    from pipeline.score import format_score, score_outputs

    with TemporaryDirectory() as folder:
        if gold.is_file():
            from pipeline.review import write_reviewed_gold

            write_reviewed_gold(gold, outputs, corpus, Path(folder))
        result = score_outputs(Path(folder) if gold.is_file() else gold, outputs, only=only)
    if as_json:
        print_json(result.as_json())
    else:
        click.echo(format_score(result))
    for miss in result.misses if misses else ():
        click.echo(miss)


@click.command()
@click.argument("outputs", type=FILE, default=Path("outputs"))
@corpus_option
def verify(outputs: Path, corpus: Path) -> int:
    """Check a folder of tables again from its files alone: contract, links, offsets, dates, counts."""
    from pipeline.verify import verify_outputs

    problems = verify_outputs(outputs, corpus=corpus)
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(problems)} problems" if problems else "everything agrees", err=True)
    return 1 if problems else 0
