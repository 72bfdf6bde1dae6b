"""Chapters, names and links made to do harm: nothing outside the named folders is read or written."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pipeline.ingest import find_chapters
from pipeline.verify import verify_outputs
from tests.faults.conftest import EXTRACT, ROOT, Driver, snapshot
from tests.reliability import record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="forks, and makes names that only Linux allows"),
]
SIDECAR = 'edition = 1990\ntitle = "T"\n'
SECRET = "The secret stands here. On 1 May 1990 it was told."
BAD_NAMES = [
    "a\nb",
    "a\rb",
    "a\x1b[31mb",
    "a\u202eb",
    "a\u2066b",
    "a\u200fb",
    "a:b",
    "a\\b",
    " a",
    "a ",
    "a\ufeff",
]
ODD_NAMES = ["=1+1", "-rf", "it's", 'a"b', "été", "日本", "a%2e%2e", "CON", "a;b", "a b", "$(id)", "x" * 200]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_deceives_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "1990").mkdir()
    (tmp_path / f"1990/{name}.txt").write_text("Words.", encoding="utf-8")
    (tmp_path / f"1990/{name}.toml").write_text(SIDECAR, encoding="utf-8")
    chapters, (problem, *_) = find_chapters(tmp_path)
    assert chapters == []
    assert str(problem).isprintable()
    record("hostile file name", tried=1, survived=1)


def test_odd_names_are_names(driver: Driver, own_home: Path) -> None:
    for name in ODD_NAMES:
        (own_home / f"corpus/1990/{name}.txt").write_text("It was said on 3 May 1990.", encoding="utf-8")
        (own_home / f"corpus/1990/{name}.toml").write_text(SIDECAR, encoding="utf-8")
    ended = driver.do(own_home, *EXTRACT)
    assert ended["code"] == 0, ended["log"]
    assert verify_outputs(own_home / "outputs", corpus=own_home / "corpus") == []
    record("odd file name", tried=len(ODD_NAMES), survived=len(ODD_NAMES))


@pytest.mark.parametrize(
    "name", ["../../escaped", "..", "/tmp/x", "a/b", ".hidden", "a\nb", "a\u202eb", "\\x"]
)
def test_an_id_never_leads_out_of_the_corpus(driver: Driver, own_home: Path, name: str) -> None:
    before = snapshot(own_home.parent)
    ended = driver.do(own_home, "add", "--yes", "--no-run", "--edition", "1990", "--id", name, "europe.html")
    assert ended["code"] == 1
    assert "Traceback" not in ended["log"]
    assert snapshot(own_home.parent) == before
    record("hostile id", tried=1, survived=1)


def test_links_out_of_the_folders_are_not_followed(driver: Driver, own_home: Path) -> None:
    outside = own_home.parent / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(SECRET, encoding="utf-8")
    (outside / "secret.toml").write_text(SIDECAR, encoding="utf-8")
    before = snapshot(outside)
    corpus = own_home / "corpus"
    (corpus / "1990/linked.txt").symlink_to(outside / "secret.txt")
    (corpus / "1990/linked.toml").write_text(SIDECAR, encoding="utf-8")
    (corpus / "1990/own.txt").write_text("Own words, said on 2 May 1990.", encoding="utf-8")
    (corpus / "1990/own.toml").symlink_to(outside / "secret.toml")
    (corpus / "1990/gone.txt").symlink_to(outside / "missing.txt")
    (corpus / "1990/round.txt").symlink_to("round.txt")
    (corpus / "1991").symlink_to(outside)
    (own_home / "outputs/notes").symlink_to(outside)
    ended = driver.do(own_home, *EXTRACT)
    assert ended["code"] == 1
    assert "Traceback" not in ended["log"]
    for name in ("linked.txt", "own.txt", "gone.txt", "round.txt"):
        assert name in ended["log"], ended["log"]
    assert (own_home / "outputs/notes").is_symlink()
    assert not any(b"secret" in content for content in snapshot(own_home / "outputs").values())
    ended = driver.do(own_home, "add", "--yes", "--no-run", "--edition", "1991", "europe.html")
    assert ended["code"] == 1, ended["log"]
    assert snapshot(outside) == before
    record("links out of the corpus", tried=6, survived=6)


def test_outputs_that_are_a_link_stay_a_link(driver: Driver, own_home: Path) -> None:
    (own_home / "outputs").rename(own_home / "real")
    (own_home / "outputs").symlink_to("real")
    assert driver.do(own_home, *EXTRACT)["code"] == 0
    assert (own_home / "outputs").is_symlink()
    assert b"1990/europe" in (own_home / "real/documents.csv").read_bytes()
    assert [path.name for path in own_home.glob(".*")] == []


BASE = "<p>On 5 May 1990 Japan and Italy signed an agreement in Rome.</p>"
HOSTILE_PAGES = {
    "external entity": '<!DOCTYPE html [<!ENTITY x SYSTEM "file://SECRET">]><html><p>&x; words</p>',
    "parameter entity": '<!DOCTYPE html [<!ENTITY % x SYSTEM "file://SECRET"> %x;]><html><p>words</p>',
    "many entities": "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
    + "]><html><p>&m;</p>",
    "inclusion": '<html xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file://SECRET"/><p>w</p>',
    "references": '<html><base href="file:///"><link rel=stylesheet href="file://SECRET"><img src="file://SECRET">'
    '<iframe src="http://192.0.2.1/"></iframe><object data="file://SECRET"></object><p>w</p>',
    "script": "<html><script>document.write('secret')</script><p onload=alert(1)>w</p>",
    "refresh": '<html><meta http-equiv=refresh content="0;url=file://SECRET"><p>w</p>',
    "deep nesting": "<html>" + "<div>" * 30_000 + "w",
    "huge attribute": f'<html><p title="{"x" * 3_000_000}">w</p>',
    "server side": '<html><!--#include file="SECRET" --><?php readfile("SECRET"); ?><p>w</p>',
    "style sheet": '<?xml version="1.0"?><?xml-stylesheet href="file://SECRET"?><html><p>w</p></html>',
    "formula": '<html><p>=HYPERLINK("http://192.0.2.1/")</p><p>@SUM(1)</p><p>-1+1|cmd</p>',
}


@pytest.mark.parametrize("case", HOSTILE_PAGES)
def test_a_page_reaches_nothing(driver: Driver, own_home: Path, case: str) -> None:
    secret = own_home.parent / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    page = HOSTILE_PAGES[case].replace("SECRET", str(secret)) + BASE
    (own_home / "corpus/1990/europe.html").write_text(page, encoding="utf-8")
    allowed = (str(own_home), str(ROOT), sys.prefix, sys.base_prefix, "/usr/", "/etc/mime", "/dev/", "/proc/")
    ended = driver.do(own_home, *EXTRACT, allowed=allowed)
    assert ended["code"] in (0, 1)
    assert "Traceback" not in ended["log"]
    assert "fault of the pipeline" not in ended["log"]
    assert "outside:" not in ended["log"], ended["log"]
    assert not any(b"secret stands" in content for content in snapshot(own_home / "outputs").values())
    assert verify_outputs(own_home / "outputs", corpus=own_home / "corpus") == []
    record("hostile page", tried=1, survived=1)


@pytest.mark.parametrize(
    "title", ["../../x", "a\\nb", "a\\u0000b", "a\\u202Eb", "=1+1", "<script>", "x" * 5000]
)
def test_a_title_is_only_text(driver: Driver, own_home: Path, title: str) -> None:
    sidecar = own_home / "corpus/1990/europe.toml"
    sidecar.write_text(f'edition = 1990\ntitle = "{title}"\n', encoding="utf-8")
    ended = driver.do(own_home, *EXTRACT)
    assert ended["code"] in (0, 1)
    assert "Traceback" not in ended["log"]
    assert "fault of the pipeline" not in ended["log"]
    if ended["code"] == 0:
        assert verify_outputs(own_home / "outputs", corpus=own_home / "corpus") == []
        assert driver.do(own_home, "review")["code"] == 0
        assert b"<script></h" not in (own_home / "outputs/review.html").read_bytes()
    record("hostile title", tried=1, survived=1)
