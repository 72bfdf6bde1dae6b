"""Aid, offices, penalties and force: what must hold for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.events.context import Context, object_group

if TYPE_CHECKING:
    from pipeline.events.triggers import Candidate

_MONEY_RE = re.compile(
    r"[\d.,]+\s*(?:million|billion|trillion|thousand)?\s*(?:yen|dollars?|usd|euros?)|"
    r"[$¥€]\s*\d|\d+ (?:tons|units|sets|doses|vehicles)|\b(?:million|billion|trillion)\b",
    re.IGNORECASE,
)


def aid(candidate: Candidate, context: Context) -> bool:
    """Aid that was given once: a recipient, and an amount, a date or goods one can count."""
    view = context.view
    assert candidate.verb is not None
    group = object_group(candidate)
    text = context.text_between(
        view.clauses[candidate.verb].start, max(candidate.frame.end, candidate.end)
    ).lower()
    clause = view.clauses[candidate.verb]
    recipients = [
        part
        for part in candidate.frame.complements
        if part.preposition in ("to", "for", "in") and part.group.parties
    ]
    states = context.states_in(candidate.start, max(candidate.frame.end, candidate.end))
    told = context.segment_kind in ("caption", "list", "heading")
    if group is None:
        return False
    if (
        view.units[candidate.verb].lemma in ("receive", "accept", "obtain")
        and candidate.frame.subject is not None
    ):
        states = states or candidate.frame.subject.parties
    noun = view.units[group.items[0].phrase.head].lemma
    if (
        noun
        in (
            "support",
            "cooperation",
            "contribution",
            "bridge",
            "school",
            "hospital",
            "facility",
            "water",
            "package",
        )
        and not _MONEY_RE.search(text)
        and not told
    ) and not (context.has_time(candidate.frame) and (recipients or states)):
        return False
    if told:
        return True
    if "have" in clause.auxiliaries and not context.has_time(candidate.frame) and not _MONEY_RE.search(text):
        return False
    if re.search(r"opportunit|view|opinion|credence", text[:60]):
        return False
    return bool(recipients or states or _MONEY_RE.search(text) or context.has_time(candidate.frame)) and (
        bool(_MONEY_RE.search(text)) or context.has_time(candidate.frame) or bool(recipients or states)
    )


def relief(candidate: Candidate, context: Context) -> bool:
    """Teams for relief are aid; forces without that purpose are a military matter."""
    view = context.view
    text = view.text.lower()
    objects = object_group(candidate)
    own = context.text_between(objects.start, objects.end).lower() if objects is not None else ""
    if re.search(
        r"relief|rescue|medical|disaster|humanitarian|earthquake|tsunami|typhoon|flood|reconstruction", own
    ):
        return True
    if re.search(r"\b(?:doctor|nurse|expert|specialist|engineer)s?\b", own):
        return True
    return (
        bool(re.search(r"relief|rescue|disaster|earthquake|tsunami|typhoon|flood|hurricane|victims", text))
        and "election" not in own
    )


def caption_only(candidate: Candidate, context: Context) -> bool:
    if context.segment_kind not in ("caption", "list") or not candidate.standalone:
        return False
    if context.view.clauses and any(v < candidate.start for v in context.view.clauses):
        return False
    handed = "handover" in context.view.text.lower() and bool(candidate.frame.bracket_places)
    return handed or any(
        part.preposition in ("to", "for", "in") and part.group.parties for part in candidate.frame.complements
    )


def relief_context(candidate: Candidate, context: Context) -> bool:
    """Teams that set out, where a disaster or victims are spoken of, or a country they go to."""
    text = context.view.text.lower()
    states = context.states_in(0, len(context.view.units))
    return bool(
        re.search(
            r"relief|rescue|medical|disaster|earthquake|tsunami|typhoon|hurricane|flood|cyclone|victim", text
        )
    ) and (bool(states) or context.has_time(candidate.frame))


def caption_team(candidate: Candidate, context: Context) -> bool:
    if context.segment_kind not in ("caption", "list") or not candidate.standalone or context.view.clauses:
        return False
    states = context.states_in(candidate.end, len(context.view.units))
    return bool(states)


def person_only(candidate: Candidate, context: Context) -> bool:
    group = candidate.frame.subject if candidate.relation == "passive" else object_group(candidate)
    if group is None:
        return False
    if context.is_kind(group, "person"):
        return True
    return any(
        item.noun
        in (
            "administration",
            "government",
            "cabinet",
            "president",
            "leader",
            "king",
            "emperor",
            "prime minister",
            "regime",
            "pope",
        )
        for item in group.items
    )


def election(candidate: Candidate, context: Context) -> bool:
    view = context.view
    phrase = candidate.phrase
    assert phrase is not None
    states = context.states_in(phrase.start, max(candidate.frame.end, phrase.end))
    if candidate.frame.subject is not None:
        states += candidate.frame.subject.parties
    states += [index for part in candidate.frame.leading for index in part.group.parties]
    if view.units[phrase.head].lemma in ("vote", "poll") and candidate.standalone:
        return False
    if not context.has_time(candidate.frame):
        return not candidate.standalone and bool(states) and view.units[phrase.head].tag == "NN"
    if candidate.standalone and candidate.relation in ("object",) and candidate.governor is not None:
        return view.units[candidate.governor].lemma not in (
            "support",
            "observe",
            "monitor",
            "prepare",
            "assist",
            "hold",
        )
    return True


def dissolve(candidate: Candidate, context: Context) -> bool:
    assert candidate.verb is not None
    group = candidate.frame.subject
    objects = object_group(candidate)
    nouns = (
        "government",
        "administration",
        "cabinet",
        "regime",
        "union",
        "federation",
        "parliament",
        "diet",
        "assembly",
        "house",
    )
    states = group is not None and any(
        (m := context.view.units[i].mention) is not None and m.label == "STATE" for i in group.parties
    )
    return (
        states
        or (group is not None and context.has_noun(group, nouns))
        or (objects is not None and context.has_noun(objects, nouns))
    )


def office_noun(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    text = context.phrase_text(phrase).lower()
    own = [i for i in range(phrase.start, phrase.end) if view.units[i].mention is not None]
    of = [
        part
        for part in candidate.frame.complements
        if part.preposition in ("of", "in") and part.group.parties
    ]
    if (
        re.search(r"\battempt|\bfailed\b|\babortive\b|assumption$", text)
        and "of office" not in context.text_between(phrase.end, min(phrase.end + 2, len(view.units))).lower()
    ):
        return False
    if not candidate.standalone:
        return True
    if (
        candidate.relation == "object"
        and candidate.governor is not None
        and view.units[candidate.governor].lemma in ("attend", "await")
    ):
        return bool(own or of)
    return bool(own or of) and (context.has_time(candidate.frame) or candidate.relation.startswith("prep"))


def voters(candidate: Candidate, context: Context) -> bool:
    return context.has_time(candidate.frame) and "referendum" not in context.view.text.lower()


def independence(candidate: Candidate, context: Context) -> bool:
    return candidate.frame.subject is not None and bool(candidate.frame.subject.parties)


def sanction(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, max(group.end, candidate.frame.end)).lower()
    return bool(re.search(r"sanction|embargo|\bban\b|against|freeze", text)) and "cooperation" not in text


def sanction_verb(candidate: Candidate, context: Context) -> bool:
    """A penal act: towards a state or its people, not a development project that stopped."""
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    group = object_group(candidate)
    text = context.text_between(
        context.view.clauses[candidate.verb].start, max(candidate.frame.end, candidate.end)
    ).lower()
    if lemma == "sanction":
        return group is not None and bool(group.parties)
    if lemma == "expel":
        return "diplomat" in text or "ambassador" in text or "official" in text
    if lemma in ("suspend", "halt", "stop", "withhold"):
        return bool(
            re.search(r"\b(?:aid|assistance|loans?|economic cooperation|oda|exports?|imports?|trade)\b", text)
        ) and bool(
            context.states_in(candidate.start, max(candidate.frame.end, candidate.end))
            or candidate.relation == "passive"
        )
    if lemma in ("bar", "ban", "prohibit"):
        return bool(
            re.search(
                r"\b(?:entry|enter|export|import|vessels?|ships?|official|flight|person|individual|trade)",
                text,
            )
        )
    return bool(re.search(r"asset|fund|aid|assistance|loan|cooperation|account", text))


def own_place(candidate: Candidate, context: Context) -> bool:
    return candidate.frame.subject is not None


def military(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    assert candidate.verb is not None
    lemma = context.view.units[candidate.verb].lemma
    subject = candidate.frame.subject if candidate.relation != "passive" else None
    armed = subject is not None and (
        bool(subject.parties)
        or context.has_noun(
            subject,
            (
                "troop",
                "force",
                "army",
                "militant",
                "terrorist",
                "rebel",
                "gunman",
                "pirate",
                "extremist",
                "group",
                "guerrilla",
                "soldier",
            ),
        )
        or "armed" in context.text_between(subject.start, subject.end).lower()
    )
    if lemma == "strike":
        return armed and group is not None and bool(group.parties)
    if lemma in ("seize", "assault", "raid", "storm", "strike", "hijack") and candidate.relation != "passive":
        return armed
    return group is not None


def military_object(candidate: Candidate, context: Context) -> bool:
    group = object_group(candidate)
    if group is None:
        return False
    text = context.text_between(group.start, group.end).lower()
    if re.search(r"\boperations?$", text) and not re.search(r"military|armed|ground", text):
        return False
    if re.search(r"\btests?$", text) and not re.search(r"nuclear|missile|underground", text):
        # "Pakistan answered with tests of its own": only weapons are meant by that
        behind = context.text_between(group.start, max(group.end, candidate.frame.end)).lower()
        return re.search(r"\btests? of (?:its|their) own\b", behind) is not None
    if re.search(r"\bsatellite", text):
        subject = candidate.frame.subject
        return subject is not None and any(
            e.iso3 == "PRK" for i in subject.parties for e in context.unit_entities(i)
        )
    if re.search(r"\bexercises?\b|\bdrills?\b", text):
        return (
            bool(
                re.search(
                    r"military|joint|naval|live-fire|self-defense|maritime|air|large-scale|bilateral", text
                )
            )
            or "forces" in context.view.text.lower()
        )
    return True


def deploy(candidate: Candidate, context: Context) -> bool:
    """Ships and aircraft sent somewhere; "sent ships" alone may be any help."""
    group = object_group(candidate)
    if group is None or not context.has_noun(group, ("ship", "vessel", "helicopter", "transport aircraft")):
        return True
    return any(part.preposition in ("to", "from", "off", "in") for part in candidate.frame.complements)


def place_tail(candidate: Candidate, context: Context) -> bool:
    assert candidate.verb is not None
    tail = context.text_between(candidate.verb + 1, min(len(context.view.units), candidate.verb + 9)).lower()
    return bool(re.search(r"airspace|territor|waters|border|island|contiguous|capital|into |city", tail))


def military_noun(candidate: Candidate, context: Context) -> bool:
    phrase = candidate.phrase
    assert phrase is not None
    view = context.view
    text = context.phrase_text(phrase).lower()
    tail = context.text_between(phrase.end, min(len(view.units), phrase.end + 6)).lower()
    head = view.units[phrase.head].lemma
    if re.search(r"\bheart attack|cyber|\bwar$|\bconflict$|\bpeace", text):
        return False
    if head in ("intervention", "occupation", "withdrawal", "launch", "sinking") and not re.search(
        r"troops|forces|military|armed|missile|soviet|vessel|rocket", text + " " + tail
    ):
        return False
    own = [i for i in range(phrase.start, phrase.end) if view.units[i].mention is not None]
    target = [
        part
        for part in candidate.frame.complements
        if part.preposition in ("of", "on", "against", "by", "in", "inside") and part.group.parties
    ]
    before = context.text_between(max(0, phrase.start - 4), phrase.start).lower()
    if re.search(
        r"\b(?:fight|war|measures|struggle|combat\w*|prevent\w*|against|threat|counter\w*)\b[^,]*$", before
    ) and not context.has_time(candidate.frame):
        return False
    if candidate.standalone:
        definite = view.units[phrase.start].lemma in ("the", "a", "an") or bool(own)
        return (bool(own or target) and (definite or context.has_time(candidate.frame))) or (
            context.has_time(candidate.frame)
            and bool(re.search(r"attack|invasion|test|launch|coup|bombing", text))
        )
    return True


def armed_loss(candidate: Candidate, context: Context) -> bool:
    """Sunk or killed by somebody; a ship that sinks in a storm is an accident."""
    if context.view.units[candidate.verb or 0].lemma == "sink":
        return candidate.relation == "passive" and any(
            part.preposition == "by" for part in candidate.frame.complements
        )
    return candidate.relation == "passive" or bool(candidate.frame.objects())
