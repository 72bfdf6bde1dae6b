"""The documents say what the code does: commands, columns, event types, files and links."""

import re
from pathlib import Path

import click
import pytest

from pipeline.cli import COMMANDS
from pipeline.lexicon.codebook import load_codebook
from pipeline.lexicon.event_types import load_event_types

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_in_the_readme_and_has_help(command: click.Command) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`bluebook {command.name}`" in readme
    assert command.help
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_every_target_of_the_makefile_is_explained_and_in_the_readme() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    for target in phony[1].split():
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), target
        assert f"make {target} " in readme, target


def test_every_column_is_in_the_codebook() -> None:
    codebook = (ROOT / "docs/CODEBOOK.md").read_text(encoding="utf-8")
    for table in load_codebook().values():
        part = codebook.partition(f"## {table.name}.csv")[2].partition("\n## ")[0]
        assert [name for name in table.column_names if f"| `{name}` |" not in part] == []


def test_every_event_type_is_documented_and_allowed_in_the_table() -> None:
    page = (ROOT / "docs/EVENTS.md").read_text(encoding="utf-8")
    codes = [kind.code for kind in load_event_types()]
    assert [code for code in codes if f"## {code}\n" not in page] == []
    columns = {column.name: column for column in load_codebook()["events"].columns}
    assert set(columns["event_type"].enum) == set(codes)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target
