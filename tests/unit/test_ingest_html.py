"""HTML: its text layer, kinds of blocks, encodings, and pages that are none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.ingest import Limits
from pipeline.ingest.html import read_html


def blocks_of(body: str) -> list[tuple[str | None, str]]:
    text, _, blocks = read_html(f"<html><body>{body}</body></html>".encode())
    return [(block.kind, text[block.start : block.end]) for block in blocks]


LONG = "A sentence that is long enough to be running text and not the words of a menu or a button. "


@pytest.mark.parametrize(
    ("label", "body", "expected"),
    [
        ("paragraphs", "<p>One</p><p>Two</p>", [(None, "One"), (None, "Two")]),
        ("spaces collapse", "<p>One\n   two&nbsp;three</p>", [(None, "One two\u00a0three")]),
        ("line breaks stay", "One<br>two<br/>three", [(None, "One\ntwo\nthree")]),
        ("unclosed paragraphs", "<p>One<p>Two", [(None, "One"), (None, "Two")]),
        ("headings", "<h2>Asia</h2>text", [("heading", "Asia"), (None, "text")]),
        ("inline elements", "<p>the <b>G8</b> <i>Sum</i>mit</p>", [(None, "the G8 Summit")]),
        ("list items", "<ul><li>one<li>two</ul>", [(None, "• one"), (None, "• two")]),
        ("scripts and styles", "<script>x='<p>no</p>'</script><style>p{}</style><p>yes</p>", [(None, "yes")]),
        ("comments", "<p>a<!-- no -->b</p>", [(None, "ab")]),
        ("hidden", '<div style="display: none">no</div><p hidden>no</p><p>yes</p>', [(None, "yes")]),
        ("cells of a row", "<table><tr><td>Asia<td>12</table>", [(None, "Asia\t12")]),
        ("verbatim", "<pre>left     right\nnext</pre>", [(None, "left     right\nnext")]),
        ("footnote mark", "<p>States<sup>16</sup> met</p>", [(None, "States[16] met")]),
        ("mark behind a full stop", "<p>It ended.<sup>3</sup> Then</p>", [(None, "It ended.[3] Then")]),
        ("raised letters", "<p>the 50<sup>th</sup> year</p>", [(None, "the 50th year")]),
        ("powers", "<p>20 km<sup>2</sup></p>", [(None, "20 km2")]),
        ("menu", "<nav><a>Home</a></nav><p>x</p>", [("nav", "Home"), (None, "x")]),
        ("class of a menu", '<div class="topicPath">A &gt; B</div><p>x</p>', [("nav", "A > B"), (None, "x")]),
        ("footer", "<p>x</p><footer>(c)</footer>", [(None, "x"), ("footer", "(c)")]),
        ("figure", "<figure><figcaption>Two men</figcaption></figure>", [("caption", "Two men")]),
        (
            "alternative text",
            '<p>a <img alt="Leaders at the table today"> b</p>',
            [(None, "a"), ("caption", "Leaders at the table today"), (None, "b")],
        ),
        ("decorative picture", '<p>a<img alt="spacer">b<img></p>', [(None, "ab")]),
        ("footnotes by class", '<div class="footnote"><p>1 A note</p></div>', [("footnote", "1 A note")]),
        (
            "what stands around the main part",
            f'<p>Site</p><div id="maincontents"><p>{LONG}</p></div><p>Legal</p>',
            [("nav", "Site"), (None, LONG.strip()), ("footer", "Legal")],
        ),
        (
            "a run of links",
            "<p><a>Asia</a></p><p><a>Europe</a></p><p><a>Africa</a></p><p>Text</p>",
            [("nav", "Asia"), ("nav", "Europe"), ("nav", "Africa"), (None, "Text")],
        ),
    ],
)
def test_blocks(label: str, body: str, expected: list[tuple[str | None, str]]) -> None:
    assert blocks_of(body) == expected


@pytest.mark.parametrize(
    ("data", "word", "encoding"),
    [
        ("<p>Côte".encode(), "Côte", "utf-8"),
        (b"\xef\xbb\xbf<p>C\xc3\xb4te", "Côte", "utf-8-sig"),
        ("<p>Côte".encode("utf-16"), "Côte", "utf-16"),
        (b"<meta charset=utf-8><p>C\xf4te", "Côte", "windows-1252"),
        (
            b'<meta http-equiv=x content="text/html; charset=ISO-8859-1"><p>\x93C\xf4te\x94',
            "“Côte”",
            "windows-1252",
        ),
        ('<meta charset="Shift_JIS"><p>日本'.encode("cp932"), "日本", "shift_jis"),
        ('<meta charset="euc-jp"><p>日本'.encode("euc-jp"), "日本", "euc-jp"),
        (b'<meta charset="no-such"><p>C\xf4te', "Côte", "windows-1252"),
    ],
)
def test_encodings(data: bytes, word: str, encoding: str) -> None:
    text, found, _ = read_html(data)
    assert (text.strip(), found) == (word, encoding)


def test_blocks_lie_in_the_text_layer_without_overlap() -> None:
    text, _, blocks = read_html(f"<h1>A</h1><p>{LONG}<p>B<br>C<ul><li>D</ul>".encode())
    ends = [0]
    for block in blocks:
        assert block.start >= ends[-1]
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        ends.append(block.end)
    assert text[ends[-1] :].strip() == ""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<div>" * 100_000 + b"x", "nests its elements"),
        (b"<html><p>" + b"<foo>" * 100_000 + b"x", "nests its elements"),
        (b"<p>" + b"x" * 1_001, "more than the 1,000 allowed"),
        (b"<html><body></body></html>", "no text"),
    ],
)
def test_pages_that_are_refused(data: bytes, message: str) -> None:
    limits = Limits(html_bytes=1_000) if message.startswith("more") else Limits()
    with pytest.raises(InputError, match=message):
        read_html(data, limits=limits)


def test_frame_of_a_page_that_marks_nothing() -> None:
    links = "".join(
        f'<div><a href="{n}">Other page number {n} of this site</a></div><div>|</div>' for n in range(6)
    )
    text = "".join(f"<p>Paragraph {n}. {LONG * 3}</p>" for n in range(4))
    found = blocks_of(f"{links}{text}<div><a>Yet another page, with a long name</a></div>")
    assert {kind for kind, block in found if block.startswith("Other page")} == {"nav"}
    assert {kind for kind, block in found if block.startswith("Paragraph")} == {None}
    assert found[-1] == ("footer", "Yet another page, with a long name")


SNIPPETS = [
    "<p>",
    "</p>",
    "<td>",
    "<table>",
    "<sup>",
    "1",
    "</sup>",
    "<a>",
    "text",
    "<img/alt='a\xa0b\xa0c\xa0d'>",
    "<br>",
    "&",
    "<div/class='nav'>\n</div>",
    "<pre>",
    "<main>",
    "<ul><li>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "\x00",
]


@given(st.lists(st.sampled_from(SNIPPETS), max_size=30).map("".join))
@settings(max_examples=60, deadline=None)
def test_any_markup_gives_text_or_a_clear_error(body: str) -> None:
    try:
        text, _, blocks = read_html(f"<html>{body}".encode())
    except InputError:
        return
    ends = [0, *(block.end for block in blocks)]
    assert all(end <= block.start < block.end for end, block in zip(ends, blocks, strict=False))
    assert ends[-1] <= len(text)


def test_entities_of_a_document_type_are_not_followed(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text("do not read this")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><p>before &x; after</p></html>'
    text, _, _ = read_html(page.encode())
    assert "do not read" not in text
    assert "before" in text
