"""Commands for reviewing: review, diff, export."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.options import FILE, corpus_option, json_option, outputs_option, print_json, talk

EXPORT_FORMATS = ("sqlite", "parquet", "duckdb", "xlsx", "jsonld", "timeml")


@click.command()
@outputs_option
@corpus_option
@click.option("--serve", "is_served", is_flag=True, help="Serve the page on this machine and save decisions.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port to serve on (default: a free one)."
)
def review(outputs: Path, corpus: Path, is_served: bool, port: int) -> None:
    """Write the review page: every row beside its evidence, decisions saved as corrections.csv.

    Without --serve the page is outputs/review.html, one file that opens from disk; its decisions are
    downloaded as corrections.csv, which belongs into the corpus folder.
    """
    from pipeline.review import build_page, serve

    if is_served:
        serve(outputs, corpus, port=port, announce=lambda address: talk(f"open {address}  (Ctrl-C ends)"))
        return
    from pipeline.cache import write_whole

    path = outputs / "review.html"
    write_whole(path, build_page(outputs, corpus).encode("utf-8"))
    talk(f"written to {path}")


@click.command()
@click.argument("old")
@click.argument("new", default="outputs")
@click.option("--limit", type=click.IntRange(0), default=0, help="Show at most this many rows of each kind.")
@click.option("--exit-code", "has_exit_code", is_flag=True, help="Exit 1 when anything differs.")
@json_option
def diff(old: str, new: str, limit: int, has_exit_code: bool, as_json: bool) -> int:
    """Show rows added, removed and changed, field by field.

    OLD and NEW are outputs folders, or git revisions that hold one (HEAD~1, v1.0, main:tables).
    """
    from pipeline.diff import diff_outputs, open_side, to_json, to_text

    with open_side(old) as before, open_side(new) as after:
        found = diff_outputs(before, after)
    if as_json:
        print_json(to_json(found))
    else:
        click.echo(to_text(found, limit=limit))
    return 1 if has_exit_code and not all(table.is_same for table in found) else 0


@click.command()
@click.option("--format", "style", type=click.Choice(EXPORT_FORMATS), required=True, help="What to write.")
@outputs_option
@corpus_option
@click.option("--serve", "is_served", is_flag=True, help="Browse the SQLite file with Datasette.")
@click.option("--to", "destination", type=FILE, help="File or folder to write (default: exports/ beside).")
def export(style: str, outputs: Path, corpus: Path, is_served: bool, destination: Path | None) -> None:
    """Write the tables in the format of another tool."""
    from pipeline.exports import export_outputs

    if is_served and style != "sqlite":
        raise click.UsageError("--serve goes with --format sqlite")
    paths = export_outputs(outputs, style, corpus=corpus, destination=destination)
    for path in paths:
        talk(f"written to {path}")
    if is_served:
        from pipeline.exports.datasette import serve_database

        serve_database(paths[0])
