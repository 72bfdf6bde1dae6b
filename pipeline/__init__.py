"""Bluebook events: a diplomatic yearbook's chapters in, normalized and reviewable tables out.

The stages, in the order a chapter goes through them; each module can be read alone:

- `ingest`     corpus file (txt, html, pdf) and its sidecar -> RawDocument
- `repair`     damaged characters given back, every step recorded -> Document
- `clean`      the noise of the printed page taken out, offsets kept -> Document
- `segment`    chapter -> titles, headings, paragraphs, captions, and their sentences
- `dates`      temporal expressions found, normalized to EDTF, anchored to the covered year
- `recognize`  spaCy and patterns -> mentions of people, offices, states, organisations, places
- `link`       mention -> the entity it names on that day
- `events`     trigger and roles -> one event mention
- `resolve`    tellings of one happening -> one event
- `tables`     everything found -> rows of tables with the columns of the codebook
- `export`     rows checked, then written whole or not at all
- `report`     the closing summary

`work` takes one chapter through them, `tell` from its events on with what `kept` holds of it, `tasks` and
`cluster` take many; `merge` joins their tellings and `shares` puts their rows together, from disk;
`fingerprint` says what a result depends on, and `cache` holds it. `run` is where all meet; `cli` turns
words into a run; `model` has the nouns, `lexicon` the language knowledge, `align` the text that
remembers where it came from.
"""

__version__ = "0.1.0"
OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""How many new objects Python's garbage collector waits for in a process of ours.

With its usual 700 it runs 500 times while the rules and the model are loaded, all of which stay.
"""
