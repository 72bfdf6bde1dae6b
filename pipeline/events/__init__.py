"""Events: what happened, when, who with whom, where, and whether it did (event extraction and coding).

view       a sentence as units: names and dates as single words, noun phrases, verb groups
groups     coordinations, subjects and complements, by tree and by linear order
triggers   the rules of `lexicon/event_rules.toml` matched on a sentence
guards     what must hold beyond the words (particular, not habitual; the right kind of session)
roles      grammatical neighbours become actors, counterparts, places
rows       "respectively", month lists, gapping: one trigger, several events
when       the date bound to the trigger; discourse: what earlier sentences lend
status     occurred, planned, ongoing, negated, hypothetical
implied    places and modes a type implies
extract    the chapter read from top to bottom
"""

from pipeline.events.extract import extract_events

__all__ = ["extract_events"]
