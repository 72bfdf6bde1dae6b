"""Kept results: whole or absent, forgotten in order of disuse, keys that cannot collide by concatenation."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cache import Cache, hash_files, hash_parts, hold_outputs
from pipeline.errors import OutputError

KEY = "ab" + "0" * 62


def test_what_is_kept_reads_back(tmp_path: Path) -> None:
    store = Cache(tmp_path / "cache")
    assert store.read(KEY, "parses") is None
    store.write(KEY, "parses", b"parse")
    assert store.read(KEY, "parses") == b"parse"
    assert store.read(KEY, "results") is None


def test_the_cache_is_private_to_its_owner(tmp_path: Path) -> None:
    store = Cache(tmp_path / "cache")
    store.write(KEY, "parses", b"parse")
    assert store.folder.stat().st_mode & 0o077 == 0


def test_pruning_removes_the_longest_unused_first(tmp_path: Path) -> None:
    store = Cache(tmp_path)
    for age, key in enumerate(("aa", "bb", "cc")):
        path = store.write(key, "parses", b"0123456789")
        os.utime(path, (1000 - age, 1000 - age))
    assert store.prune(most_bytes=50) == 84
    assert [path.name for _, _, path in store.entries()] == ["aa"]
    assert store.prune(most_bytes=50) == 0


def test_a_time_of_use_in_the_future_counts_as_the_oldest(tmp_path: Path) -> None:
    """It was written before the clock was set back; it must not push out what is used now, for years."""
    store = Cache(tmp_path)
    ahead = time.time() + 10 * 365 * 86400
    for used, key in ((ahead + 5, "ee"), (ahead, "dd"), (1000.0, "aa"), (2000.0, "bb")):
        os.utime(store.write(key, "parses", b"0123456789"), (used, used))
    store.write("cc", "parses", b"0123456789")
    left = []
    for most in (170, 130, 90, 50):
        store.prune(most_bytes=most)
        left.append(sorted(path.name for _, _, path in store.entries()))
    assert left == [["aa", "bb", "cc", "ee"], ["aa", "bb", "cc"], ["bb", "cc"], ["cc"]]


def test_nothing_is_forgotten_while_another_run_reads(tmp_path: Path) -> None:
    store = Cache(tmp_path)
    store.write("aa", "parses", b"0123456789")
    with store.in_use(), store.in_use():
        assert store.prune(most_bytes=0) == 0
        assert store.read("aa", "parses") == b"0123456789"
    assert store.prune(most_bytes=0) == 42


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_different_parts_have_different_hashes(left: list[str], right: list[str]) -> None:
    assert (hash_parts(*left) == hash_parts(*right)) == (left == right)


def test_a_file_s_name_and_content_are_kept_apart(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"bc")
    (tmp_path / "ab").write_bytes(b"c")
    assert hash_files([tmp_path / "a"]) != hash_files([tmp_path / "ab"])


def test_two_runs_on_one_folder_are_kept_apart(tmp_path: Path) -> None:
    with hold_outputs(tmp_path / "out"):
        with hold_outputs(tmp_path / "other"):
            pass
        with pytest.raises(OutputError, match="another run"), hold_outputs(tmp_path / "out"):
            pass
    with hold_outputs(tmp_path / "out"):
        pass


def test_a_damaged_file_counts_as_absent(tmp_path: Path) -> None:
    store = Cache(tmp_path)
    path = store.write(KEY, "parses", b"parse")
    for content in (b"", path.read_bytes()[:-1], bytes(len(path.read_bytes()))):
        path.write_bytes(content)
        assert store.read(KEY, "parses") is None
        assert not store.has_whole(KEY, "parses")
