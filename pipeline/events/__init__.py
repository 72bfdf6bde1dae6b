"""Events: what happened, when, who with whom, where, and whether it did (event extraction and coding).

In the order in which a chapter is read:

extract     the chapter from top to bottom, sentence by sentence
retell      the same again after a change of the rules, where it bears
datelines   lines that date and place the speech above them
sentence    the sentence as the rules read it: units, phrases, clauses, coordinations, subjects
triggers    the words that tell of a happening: the rules of the lexicon matched on the sentence
guards      what must hold beyond those words (particular, not habitual; the right kind of session)
rows        "respectively", month lists, dated complements: one trigger, several events
gapping     clauses that leave out the verb told before
telling     one row put together as an event, by the steps below
parties     who did it, with or to whom, and where
dating      the date bound to the trigger, else one that its sentence or passage lends
discourse   what earlier sentences lend to later ones
status      occurred, planned, ongoing, negated, hypothetical
substance   what a row must have to be an event
mode        the kind of visit or meeting, the stage of an agreement
confidence  how sure a row is, from the paths that led to it
"""

from pipeline.events.extract import Passage, extract_events, make_passages
from pipeline.events.retell import ToldPassage, join_events, tell_events

__all__ = ["Passage", "ToldPassage", "extract_events", "join_events", "make_passages", "tell_events"]
