"""The parties of one event, step by step from what the sentence says to what its passage lends."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.events.discourse import Discourse, Here, Told
from pipeline.events.parties.borrowed import (
    body_of_heading,
    borrow_actors,
    enclosing_event,
    stricken_state,
)
from pipeline.events.parties.documents import add_signatories
from pipeline.events.parties.implied import complete
from pipeline.events.parties.nationality import add_nationality
from pipeline.events.parties.participants import of_role
from pipeline.events.parties.partner import add_partner
from pipeline.events.parties.passage import same_document
from pipeline.events.parties.pointing import point_back
from pipeline.events.parties.scene import set_scene
from pipeline.events.parties.sequel import (
    add_predecessor,
    aid_for_these,
    last_conference,
    neither,
    session_of,
    spoke_there,
)
from pipeline.events.parties.setting import add_setting
from pipeline.events.parties.sides import Around
from pipeline.events.parties.topic import add_topic
from pipeline.events.sentence.context import Context
from pipeline.events.triggers import Candidate
from pipeline.model import Participant


def find_parties(
    candidate: Candidate,
    settled: list[Participant],
    context: Context,
    *,
    antecedent: Told | None,
    discourse: Discourse,
    here: Sequence[Here],
) -> list[Participant]:
    """Return all parties of an event.

    Args:
        candidate: the trigger.
        settled: the parties among its grammatical neighbours.
        context: the sentence.
        antecedent: the earlier event the sentence points back to ("during this visit").
        discourse: what the sentences before told.
        here: the events told before in the sentence.
    """
    last = discourse.last
    before = last if last is not None and last.sentence == discourse.sentence - 1 else None
    parties = borrow_actors(candidate, settled, context, here, before) + settled
    parties += body_of_heading(candidate, parties, context, discourse)
    inside = enclosing_event(candidate, here) or antecedent
    around = Around(
        enclosing=inside.participants if inside is not None else (),
        before=here[-1].told.participants if here else (),
    )
    parties = complete(candidate, parties, context, around)
    parties = add_setting(candidate, parties, context)
    stricken = stricken_state(discourse, here)
    parties = add_topic(candidate, parties, context, topic=discourse.topic, stricken=stricken)
    parties = add_signatories(candidate, parties, context, here=here, discourse=discourse)
    parties = aid_for_these(candidate, parties, context, states=discourse.states)
    parties = set_scene(candidate, parties, context)
    happenings = [*discourse.told, *(other.told for other in here)]
    parties = add_predecessor(candidate, parties, context, told=happenings, sentence=discourse.sentence)
    parties = neither(candidate, parties, context, states=discourse.states)
    parties = same_document(candidate, parties, context, told=happenings, sentence=discourse.sentence)
    parties = point_back(
        candidate, parties, context, told=happenings, topic=discourse.topic, sentence=discourse.sentence
    )
    parties = add_partner(candidate, parties, context, told=happenings, discourse=discourse)
    met = session_of(candidate, discourse.series)
    if met:
        parties = [*met, *of_role("place", parties)]
    conference = last_conference(happenings, sentence=discourse.sentence)
    parties = spoke_there(candidate, parties, context, last=conference)
    return add_nationality(candidate, parties, context, told=happenings, topic=discourse.topic)
