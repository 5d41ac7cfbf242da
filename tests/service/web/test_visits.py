"""What is remembered of a reader's visits: the version before this one, until there is another."""

from hypothesis import given
from hypothesis import strategies as st

from service.web.stories import is_label
from service.web.versions import remembered

labels = st.tuples(st.integers(0, 3), st.integers(0, 99)).map(lambda number: "v{}.{}".format(*number))
cookies = st.one_of(st.text(max_size=20), st.tuples(labels, labels).map("~".join), labels.map("~{}".format))


@given(cookies, labels)
def test_to_load_a_page_once_more_is_no_new_visit(seen: str, live: str) -> None:
    before, kept = remembered(seen, live)
    assert remembered(kept, live) == (before, kept)
    assert before == "" or is_label(before)
    assert kept == f"{before}~{live}"


@given(labels, labels)
def test_after_an_update_the_version_of_the_last_visit_is_known(first: str, second: str) -> None:
    _, kept = remembered("", first)
    assert remembered(kept, second)[0] == ("" if first == second else first)
