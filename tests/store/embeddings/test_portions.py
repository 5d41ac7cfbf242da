"""How much a server is given at once: never more than it takes, never nothing, and every text in its turn."""

from hypothesis import given
from hypothesis import strategies as st

from store.embeddings.portions import Portion, cut
from store.snippets import MAX_SENTENCE

texts = st.text(max_size=60)
portions = st.builds(Portion, texts=st.integers(1, 5), size=st.integers(1, 90), longest=st.integers(4, 60))


@given(texts, st.integers(4, 100))
def test_a_cut_is_a_beginning_of_the_text_within_the_limit(text: str, longest: int) -> None:
    kept = cut(text, longest)
    assert 0 < len(kept.encode()) <= longest
    assert not text or text.encode("utf-8", "replace").decode().startswith(kept)


@given(texts)
def test_what_fits_is_not_cut(text: str) -> None:
    assert cut(text, 1000) == (text or " ")


def test_a_cut_ends_with_a_whole_word_where_one_is_near() -> None:
    assert cut("the ferry strike goes on", 12) == "the ferry"
    assert cut("x" * 100, 60) == "x" * 60
    assert cut("a " + "x" * 100, 60) == "a " + "x" * 58


def test_a_character_is_never_halved() -> None:
    assert cut("洪水が来た", 8) == "洪水"


@given(st.lists(texts, min_size=1, max_size=12), portions)
def test_portions_hold_every_text_once_in_order(given_texts: list[str], portion: Portion) -> None:
    batches: list[list[str]] = []
    done = 0
    while done < len(given_texts):
        batches.append(portion.first(given_texts, done))
        done += len(batches[-1])
    assert [text for batch in batches for text in batch] == [cut(one, portion.longest) for one in given_texts]
    for batch in batches:
        assert 1 <= len(batch) <= portion.texts
        assert len(batch) == 1 or sum(len(text.encode()) for text in batch) <= portion.size


def test_no_snippet_is_cut_for_openai() -> None:
    assert cut("水" * MAX_SENTENCE, Portion().longest) == "水" * MAX_SENTENCE
    assert cut("𝄞" * MAX_SENTENCE, Portion().longest) == "𝄞" * MAX_SENTENCE


@given(st.integers(100, 599), st.text(max_size=80), st.integers(1, 300))
def test_less_is_less_and_comes_to_an_end(status: int, said: str, asked: int) -> None:
    portion: Portion | None = Portion(texts=asked)
    for _ in range(40):
        if portion is None:
            return
        less = portion.less(status, said, portion.texts)
        assert less is None or (less.texts, less.longest) < (portion.texts, portion.longest)
        portion = less
    raise AssertionError(said)
