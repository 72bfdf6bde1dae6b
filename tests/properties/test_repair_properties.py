"""What must hold for any text: repairing twice is repairing once, steps replay, offsets lead back."""

import re
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.model import RawDocument, Source
from pipeline.repair import explain, repair_document, repair_text, replay

WORDS = re.findall(
    r"[^ \n]+",
    """
Japan U.S. the of in summit talks Minister’s “Overview” café São Paulo countries’ isn’t 2009 ’90s — – … ½ ¥3
€5 Ōhira Shōwa Türkiye naïve 外交青書 Łódź 5 % 35° § 2 (May 2–3) ‘no’ aid, said. ôÆö пїЅ ´┐Ż â€™ Ã© \ufffd
ï¿½ 鈥檚 \u00ad \u200b &rsquo; &amp; s t th 50 st Japanfs Chinafs g2+2h affl uence
""",
)
CHAINS = (
    ("utf-8", "cp1252"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp852"),
    ("utf-8", "cp437"),
    ("utf-8", "mac_roman"),
    ("utf-8", "gbk"),
    ("utf-8", "cp932"),
    ("cp1252", "utf-8"),
    ("cp1252", "cp437"),
    ("cp1252", "mac_roman"),
    ("cp1252", "big5"),
)


@st.composite
def damaged_pages(draw: st.DrawFn) -> str:
    """Prose of known words, parts of it read in up to two wrong codecs."""
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        line = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14)))
        for written, read in draw(st.lists(st.sampled_from(CHAINS), max_size=2)):
            line = line.encode(written, "replace").decode(read, "replace")
        lines.append(line)
    return "\n".join(lines)


anything = st.one_of(
    damaged_pages(), st.text(max_size=60), st.text(alphabet="ab s’“”\ufffdâ€™Ã©´┐Ż\n.,g", max_size=40)
)


def raw_document(text: str) -> RawDocument:
    """Put a raw document around a text."""
    source = Source(
        source_id="2010/test",
        edition_year=2010,
        title="Test",
        path="2010/test.txt",
        format="txt",
        coverage_start=date(2009, 1, 1),
        coverage_end=date(2009, 12, 31),
    )
    return RawDocument(source=source, text=text, encoding="utf-8")


@settings(max_examples=300, deadline=None)
@given(anything)
@example("Japan\ufffds \ufffdtalks\ufffd, 3\ufffd5 \ufffd12")
def test_repairing_twice_is_repairing_once(text: str) -> None:
    once = repair_text(text)
    assert repair_text(once) == once


@settings(max_examples=300, deadline=None)
@given(anything)
def test_the_steps_replay_to_the_repaired_text(text: str) -> None:
    explanation = explain(text)
    assert explanation.text == repair_text(text)
    assert replay(text, explanation.steps) == explanation.text
    position = 0
    for step in explanation.steps:
        assert position <= step.start <= step.end
        assert step.damaged == text[step.start : step.end]
        assert 0.0 <= step.confidence <= 1.0
        position = step.end


@settings(max_examples=150, deadline=None)
@given(anything)
def test_offsets_lead_back_to_the_raw_text(text: str) -> None:
    document = repair_document(raw_document(text))
    aligned = document.aligned
    assert aligned.text == repair_text(text)
    changed = [(repair.start, repair.end) for repair in document.repairs]
    previous = 0
    for index, character in enumerate(aligned.text):
        start, end = aligned.raw_span(index, index + 1)
        assert previous <= start <= end <= len(text)
        previous = start
        if text[start:end] != character:
            assert any(low <= start and end <= high for low, high in changed)
    for repair in document.repairs:
        assert repair.damaged == text[repair.start : repair.end]
    abstained = sum(repair.status == "abstained" for repair in document.repairs)
    assert abstained == len(document.issues)


WELL_FORMED_RE = re.compile(r"[A-Za-z]{2,9}")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.from_regex(WELL_FORMED_RE, fullmatch=True).filter(
            lambda w: not w.endswith(("f", "h", "fi", "fl", "fs"))
        ),
        max_size=12,
    ),
    st.sampled_from([" ", ", ", ". ", "; ", " - ", "? ", "! ", ": ", ' "', "'s "]),
)
def test_well_formed_ascii_is_never_touched(words: list[str], between: str) -> None:
    text = between.join(word for word in words if word not in ("st", "nd", "rd", "th", "re", "ve", "ll"))
    assert repair_text(text) == text


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=120))
def test_ascii_changes_only_by_the_named_rules(text: str) -> None:
    named = {
        "html-entity", "html-ampersand", "split-ordinal", "drop-cap", "split-ligature",
        "split-word", "lost-apostrophe",
        "shift-jis-half", "question-mark",
    }  # fmt: skip
    assert {step.rule for step in explain(text).steps} <= named
