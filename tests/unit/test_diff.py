"""A comparison names every row and field that differs, and nothing else."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.diff import diff_outputs, diff_tables, open_side, to_json, to_text
from pipeline.errors import InputError

OLD = "event_id,status,date_edtf\ne-1,planned,2009\ne-2,occurred,2010\n"
NEW = "status,event_id,date_edtf,place\noccurred,e-1,2009,Tokyo [JPN]\nnegated,e-3,,\n"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name, content in (("old", OLD), ("new", NEW)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "events.csv").write_text(content)
        (tmp_path / name / "issues.csv").write_text("issue_id,text\ni-1,same\n")
    return tmp_path / "old", tmp_path / "new"


def test_rows_are_matched_by_key_and_compared_field_by_field(folders: tuple[Path, Path]) -> None:
    (diff,) = diff_outputs(*folders)
    assert [key for key, _ in diff.added] == [("e-3",)]
    assert [key for key, _ in diff.removed] == [("e-2",)]
    assert diff.changed[0].fields == {"status": ("planned", "occurred")}
    assert diff.columns_added == ("place",)
    assert to_text([diff]).splitlines() == [
        "events: 1 added, 1 removed, 1 changed",
        "  + column place",
        "  - e-2  occurred | 2010",
        "  + e-3  negated",
        "  ~ e-1",
        "      status: planned → occurred",
    ]
    assert (
        json.loads(json.dumps(to_json([diff])))["events"]["changed"][0]["fields"]["status"]["new"]
        == "occurred"
    )


def test_a_folder_does_not_differ_from_itself(folders: tuple[Path, Path]) -> None:
    assert diff_outputs(folders[0], folders[0]) == []
    assert to_text([]) == "no difference"


def test_a_table_that_only_one_side_has(folders: tuple[Path, Path]) -> None:
    (folders[1] / "dates.csv").write_text("date_id,edtf\nd-1,2009\n")
    diff = next(diff for diff in diff_outputs(*folders) if diff.name == "dates")
    assert [key for key, _ in diff.added] == [("d-1",)]
    assert diff.columns_added == ()


def test_long_lists_are_cut_where_asked(folders: tuple[Path, Path]) -> None:
    rows = "".join(f"i-{number},x\n" for number in range(5))
    (folders[1] / "issues.csv").write_text("issue_id,text\n" + rows)
    diff = next(diff for diff in diff_outputs(*folders) if diff.name == "issues")
    assert "  + and 2 more" in to_text([diff], limit=2)


def test_control_characters_do_not_reach_the_terminal() -> None:
    diff = diff_tables("events", [], [{"event_id": "e-1", "text": "\x1b[31m\u202e"}])
    assert "\\u001b[31m\\u202e" in to_text([diff])


def test_git_revisions_are_sides_too(folders: tuple[Path, Path], tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    (repository / "outputs").mkdir(parents=True)
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.org"]

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(repository), *identity, *arguments], check=True, capture_output=True)

    git("init", "-q")
    for content in (OLD, NEW):
        (repository / "outputs" / "events.csv").write_text(content)
        git("add", ".")
        git("commit", "-qm", "tables")
    with (
        open_side("HEAD~1", repository=repository) as old,
        open_side("HEAD:outputs", repository=repository) as new,
    ):
        assert diff_outputs(old, new) == diff_outputs(folders[0], folders[1])
    assert not old.exists()
    with open_side(str(folders[0])) as side:
        assert side == folders[0]
    for name in ("--upload-pack=x", "no-such-revision", "HEAD:nowhere", ""):
        with pytest.raises(InputError, match="neither a folder nor"), open_side(name, repository=repository):
            pass


ROWS = st.dictionaries(st.text("ab", min_size=1, max_size=2), st.text("xyz", max_size=2), max_size=5)


@given(ROWS, ROWS)
def test_every_row_is_in_its_place(old: dict[str, str], new: dict[str, str]) -> None:
    diff = diff_tables(
        "events",
        [{"event_id": key, "text": text} for key, text in old.items()],
        [{"event_id": key, "text": text} for key, text in new.items()],
    )
    assert {key[0] for key, _ in diff.added} == new.keys() - old.keys()
    assert {key[0] for key, _ in diff.removed} == old.keys() - new.keys()
    assert {change.key[0] for change in diff.changed} == {
        key for key in old.keys() & new.keys() if old[key] != new[key]
    }


def test_rows_with_one_key_are_all_compared() -> None:
    rows = [{"event_id": "e-1", "text": "a"}, {"event_id": "e-1", "text": "b"}]
    assert diff_tables("events", rows, rows).is_same
    assert len(diff_tables("events", rows, rows[:1]).removed) == 1
