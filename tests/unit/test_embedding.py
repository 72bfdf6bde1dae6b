import numpy
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline import embedding
from pipeline.embedding import embed_words_once
from pipeline.spacy_model import DEFAULT_MODEL, identify_model, load_nlp

pytestmark = pytest.mark.slow

_TEXTS = (
    "Prime Minister Sato visited Washington in November 1969 and met with President Nixon.",
    "Japan and the Republic of Korea signed the treaty on June 22, 1965; it's in force since December.",
    "",
    "Korea",
    "The two sides agreed.\nThe two sides did not agree.",
    "  ",
    "Aid of ¥3.6 billion went to U.N. agencies (UNHCR, WFP), and public\ufffds doubts grew.",
    " ".join(f"Talks no. {number} were held in city{number}." for number in range(120)),
)


@pytest.fixture(scope="module")
def bare() -> Language:
    return spacy.load(DEFAULT_MODEL)


@pytest.fixture
def remembering() -> Language:
    return load_nlp(identify_model())


def _batches(nlp: Language) -> list[list[Doc]]:
    docs = [nlp.make_doc(text) for text in _TEXTS]
    words = [docs[0][at : at + 1].as_doc() for at in range(len(docs[0]))]
    return [docs, [docs[1]], docs[2:4], *([word] for word in words), docs[::-1], docs * 9]


def _vectors(nlp: Language, docs: list[Doc]) -> list[tuple[tuple[int, ...], bytes]]:
    """Return what each of the model's two networks makes of some texts, to the last bit."""
    own = nlp.get_pipe("tok2vec").model.predict(docs)
    names = nlp.get_pipe("ner").model.get_ref("tok2vec").predict(docs)
    return [(array.shape, numpy.asarray(array).tobytes()) for array in (*own, *names)]


@pytest.mark.parametrize("most", [20_000, 150, 5], ids=["all kept", "often forgotten", "never room"])
def test_each_word_has_the_same_numbers_to_the_last_bit(bare, monkeypatch, most):
    monkeypatch.setattr(embedding, "_MOST_WORDS", most)
    nlp = load_nlp(identify_model())
    for docs in _batches(bare):
        assert _vectors(nlp, docs) == _vectors(bare, docs)


def test_the_model_finds_the_same(bare, remembering):
    attributes = ["ORTH", "TAG", "POS", "MORPH", "LEMMA", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE"]
    for ours, theirs in zip(remembering.pipe(_TEXTS * 2), bare.pipe(_TEXTS * 2), strict=True):
        assert (ours.to_array(attributes) == theirs.to_array(attributes)).all()


def test_both_networks_of_the_model_remember(remembering):
    networks = [remembering.get_pipe(name).model for name in ("tok2vec", "ner")]
    assert [_remembers(network) for network in networks] == [True, True]


def test_a_word_is_worked_out_once(remembering, monkeypatch):
    layer = remembering.get_pipe("tok2vec").model.get_ref("embed").layers[0].layers[1]
    work, seen = layer._func, []

    def count(model, words, is_train):
        seen.append(sum(len(own) for own in words))
        return work(model, words, is_train)

    monkeypatch.setattr(layer, "_func", count)
    docs = [remembering.make_doc("the talks the talks the talks"), remembering.make_doc("the pact")]
    for _ in range(2):
        remembering.get_pipe("tok2vec").model.predict(docs)
    assert seen == [4]  # "the", "talks", "talks" with no space after it, "pact"


def test_a_model_that_others_have_loaded_stays_as_it_is(bare):
    load_nlp(identify_model())
    assert not any(_remembers(bare.get_pipe(name).model) for name in ("tok2vec", "ner"))
    assert not _remembers(spacy.load(DEFAULT_MODEL).get_pipe("tok2vec").model)


def test_a_network_that_begins_otherwise_stays_as_it_is():
    nlp = spacy.blank("en")
    embed = {"@architectures": "spacy.CharacterEmbed.v2", "width": 32, "rows": 50, "nM": 8, "nC": 4}
    embed |= {"include_static_vectors": False, "feature": "NORM"}
    encode = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 32, "depth": 1}
    encode |= {"window_size": 1, "maxout_pieces": 2}
    model = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    nlp.add_pipe("tok2vec", config={"model": model})
    nlp.initialize()
    assert embed_words_once(nlp) is nlp
    assert not _remembers(nlp.get_pipe("tok2vec").model)


def test_a_model_with_no_network_is_no_error():
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    assert [token.text for token in embed_words_once(nlp)("Talks began.")] == ["Talks", "began", "."]


def test_training_goes_through_the_layer_itself(remembering):
    docs = [remembering.make_doc("Talks began.")]
    network = remembering.get_pipe("tok2vec").model
    vectors, backprop = network.begin_update(docs)
    backprop(vectors)
    assert any(node.has_grad("W") for node in network.walk() if node.has_param("W"))


def _remembers(network) -> bool:
    return any(node.name.startswith("remembering") for node in network.walk())
