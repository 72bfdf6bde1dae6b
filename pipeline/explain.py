"""Why an event is in the tables: its sentence, the rule, and where each party and the date came from."""

from __future__ import annotations

from pathlib import Path

from pipeline.cache import Cache, default_folder
from pipeline.errors import UsageError
from pipeline.model import EventMention
from pipeline.run import Settings, plan_run
from pipeline.work import extract_chapter


def explain_event(event_id: str, *, corpus: Path, model: str, cache: Path | None = None) -> str:
    """Tell how an event was found, as lines of text.

    The chapter is read again (its parse is kept), so that the answer comes from the code and the
    chapter as they are now.

    Args:
        event_id: key of events.csv, e.g. `2010/north-america:e0002385-1f3a`.
        corpus: the corpus folder.
        model: name of the spaCy model.
        cache: folder of kept results; the user's cache folder when None.

    Raises:
        UsageError: no event of the chapter has this id.
    """
    source_id = event_id.rsplit(":", 1)[0]
    plan = plan_run(Settings(corpus=corpus, outputs=corpus, only=[source_id], model=model))
    for chapter in plan.chapters:
        result = extract_chapter(chapter, plan.model, Cache(cache or default_folder()))
        for telling in result.event_mentions:
            if telling.event_mention_id == event_id:
                return describe_telling(telling)
    raise UsageError(
        f"no event is called {event_id}",
        hint="ids stand in events.csv (event_id) and event_mentions.csv (event_mention_id)",
    )


def describe_telling(telling: EventMention) -> str:
    """Write one telling of an event with the path of every role and of the date."""
    mode = f" ({telling.mode})" if telling.mode else ""
    lines = [
        f"{telling.event_mention_id}  {telling.event_type}{mode}, {telling.status}",
        f"sentence  {telling.evidence}",
        f"source    {telling.source_id}, characters {telling.source_start} to {telling.source_end}",
        f"trigger   “{telling.trigger}” by rule {telling.rule_id}",
        f"date      {telling.date_edtf or 'none'} ({telling.date_basis})",
    ]
    for party in telling.participants:
        state = f" [{party.iso3}]" if party.iso3 else ""
        lines.append(f"{party.role:9} {party.name}{state}  via {party.via or 'the text'}")
    lines += [f"step      {step}" for step in telling.trace]
    return "\n".join(lines)
