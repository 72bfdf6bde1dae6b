"""The words that tell of a happening: the rules of the lexicon matched on a sentence.

candidate  a place where a rule matched
find       the triggers of a sentence, each word used once
nouns      "held talks", "the summit": nouns under a support verb or alone
governor   the verb a noun phrase hangs on
verbs      "visited", "signed": verbs and what must stand around them
gapped     documents that share one verb, each with its date
dated      past clauses with a date of their own that no rule knows
stages     further stages of one negotiation
pledges    aid announced or promised is one pledge
contents   a speech and its words, a protest and what it is about
doubles    weak triggers beside strong ones
journeys   departure, legs and return of one visit
relatives  place and date of a session in the clause behind it
sessions   one conference told by several verbs, with all who ran and attended it
"""

from pipeline.events.triggers.candidate import Candidate
from pipeline.events.triggers.doubles import drop_doubles
from pipeline.events.triggers.find import find_triggers
from pipeline.events.triggers.gapped import split_gapped
from pipeline.events.triggers.journeys import join_journeys
from pipeline.events.triggers.relatives import read_relative_clauses
from pipeline.events.triggers.sessions import join_sessions

__all__ = [
    "Candidate",
    "drop_doubles",
    "find_triggers",
    "join_journeys",
    "join_sessions",
    "read_relative_clauses",
    "split_gapped",
]
