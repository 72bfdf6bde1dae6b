"""What a type implies and the sentence need not say: the other side, the place, the state of an office.

complete    the step itself: each type by its own rules, then the places tidied
documents   the partner that a title names, the country in which a traveller signs
talks       meetings, calls, negotiations, agreements, statements, conferences
meeting_places  in which of several towns people met
travels     visits and exchanges
own_voice   "we" is the yearbook's own state
offices     elections and offices
aid         aid given and disasters suffered
forces      the use of force
membership  anniversaries, accessions, decisions
"""

from pipeline.events.parties.implied.complete import complete

__all__ = ["complete"]
