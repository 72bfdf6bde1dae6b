"""PLOVER: the type of a sentence's main deed, read from its grammar, apart from event detection.

clauses    a verb with what stands around it: subject, object, prepositions, mood
read       the rules of `lexicon/plover_rules` applied from the main verb downwards
text       a whole text, sentence by sentence

The event tables hold dated happenings only. An analyst who codes with PLOVER also wants promises, offers,
praise, demands and threats, dated or not: this reading gives them, sentence by sentence, and leaves the
tables alone.
"""

from pipeline.plover.read import PloverReading, read_plover
from pipeline.plover.text import code_text, write_readings

__all__ = ["PloverReading", "code_text", "read_plover", "write_readings"]
