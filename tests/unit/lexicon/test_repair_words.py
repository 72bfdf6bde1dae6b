from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon.repair_words import HOLE, accented_words, words_of_shape


def test_a_word_is_found_whichever_of_its_accented_letters_are_lost() -> None:
    for word in accented_words()[::25]:
        for variant in (word, word.upper()):
            places = [place for place, letter in enumerate(variant) if not letter.isascii()]
            for count in range(1, min(len(places), 4) + 1):
                for lost in combinations(places, count):
                    shape = "".join(HOLE if i in lost else letter for i, letter in enumerate(variant))
                    assert variant in words_of_shape(shape)


@given(st.sampled_from(accented_words()), st.text("ae\ufffdé", max_size=2), st.integers(0, 12))
def test_a_word_fits_its_shape_letter_by_letter(word: str, new: str, place: int) -> None:
    shape = word[:place] + new + word[place + 1 :]
    for found in words_of_shape(shape):
        assert len(found) == len(shape)
        assert all(hole in (letter, HOLE) for letter, hole in zip(found, shape, strict=True))
        assert all(not letter.isascii() for letter, hole in zip(found, shape, strict=True) if hole == HOLE)


def test_a_whole_word_and_a_word_of_too_many_holes_have_no_reading() -> None:
    assert words_of_shape("São") == words_of_shape("Sao") == words_of_shape("") == ()
    assert words_of_shape(HOLE * 5) == ()
    assert words_of_shape(f"Nguy{HOLE}n") == ("Nguyễn", "Nguyên")


def test_the_likelier_of_two_words_of_a_shape_comes_first() -> None:
    order = {word: number for number, word in enumerate(accented_words())}
    shapes = {
        word.replace(letter, HOLE) for word in accented_words() for letter in word if not letter.isascii()
    }
    readings = [words_of_shape(shape) for shape in shapes]
    listed = [[order[word] for word in words if word in order] for words in readings if len(words) > 1]
    assert any(len(numbers) > 1 for numbers in listed)
    assert all(numbers == sorted(numbers) for numbers in listed)
