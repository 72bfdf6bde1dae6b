"""The first layer of a spaCy model, worked out once per distinct word and not once per place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_MOST_WORDS = 20_000
"""Distinct words that a network remembers; with 96 numbers for each, 8 MB."""

_LAYERS = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]
"""What spaCy's `MultiHashEmbed` consists of when there are no word vectors."""


def embed_words_once(nlp: Language) -> Language:
    """Let the networks of a model look at each distinct word once, where they look at words alone.

    A network of spaCy begins with a layer that turns each word by itself into a row of numbers, from
    hashes of its norm, prefix, suffix and shape (`MultiHashEmbed`). The row depends on nothing else,
    nor, with the matrix product that thinc uses on a processor, on the other rows worked out with it.
    So it is remembered, and what the model finds stays the same to the last bit. A network that begins
    otherwise, as with word vectors or a transformer, or works elsewhere, is left as it is.

    Args:
        nlp: a model that nobody else uses, and that is trained no more; it is changed.

    Returns:
        The model.
    """
    for _, component in nlp.components:
        network: Any = getattr(component, "model", None)
        for node in list(network.walk()) if hasattr(network, "walk") else ():
            embed = node.get_ref("embed") if node.has_ref("embed") else None
            if embed is not None and _looks_at_words_alone(embed):
                network.replace_node(embed, _remembering(embed))
    return nlp


def _looks_at_words_alone(embed: Any) -> bool:
    names = [layer.name.partition("(")[0] for layer in embed.layers]
    return names == _LAYERS and embed.ops.name == "numpy"


def _remembering(embed: Any) -> Any:
    """Wrap an embedding layer so that it is given only the words that it has not seen."""
    import numpy
    from thinc.api import Model

    features_of, *rows_of = embed.layers
    rows = numpy.empty((_MOST_WORDS, embed.get_dim("nO")), dtype="float32")
    places: dict[bytes, int] = {}  # where a word's row stands, by the bytes of the word's features

    def forward(_: Any, docs: Sequence[Doc], is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
        features = features_of.predict(docs)
        table = numpy.concatenate(features) if features else numpy.empty((0, 1))
        words = table.view(f"V{table.itemsize * table.shape[1]}").ravel().tolist()
        new = {word: number for number, word in enumerate(words) if word not in places}
        if len(places) + len(new) > _MOST_WORDS:
            places.clear()
            new = {word: number for number, word in enumerate(words)}
        if is_train or not words or len(new) > _MOST_WORDS:
            vectors, backprop = embed(docs, is_train)
            return vectors, backprop
        if new:
            found = [table[list(new.values())]]
            for layer in rows_of:
                found = layer.predict(found)
            known = len(places)
            rows[known : known + len(new)] = found[0]
            places.update((word, known + number) for number, word in enumerate(new))
        ends = numpy.cumsum([len(own) for own in features])
        return numpy.split(rows[[places[word] for word in words]], ends[:-1]), _learn_nothing

    return Model(f"remembering({embed.name})", forward, layers=[embed])


def _learn_nothing(_: Any) -> Any:
    raise TypeError("what is remembered cannot be trained")
