"""The measures of dates: what they count, on a text and a page that are ours."""

import gzip
import io
import json
import tarfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from evals.intake_dates import as_shown, day_of, htmldate_alone, ours, read_pages
from evals.temporal_expressions import dateparser_told_where, judge
from evals.temporal_expressions import ours as read_ours
from evals.timex import read_timex, value_like, value_of
from store.records import DateMention

TEXT = "The ferry sailed on Thursday. It may sail in 2027. It sailed now and then over the past six months."
TIMEX = [
    ("Thursday", "DATE", "2025-02-27"),
    ("2027", "DATE", "2027"),
    ("now", "DATE", "PRESENT_REF"),
    ("the past six months", "DURATION", "P6M"),
]


def test_expressions_that_depend_on_the_day_are_counted(tmp_path: Path) -> None:
    row = {
        "text": TEXT,
        "dct": "2025-03-03T10:00",
        "timex": [
            {"start": TEXT.index(words), "text": words, "type": kind, "value": value}
            for words, kind, value in TIMEX
        ],
    }
    (tmp_path / "t.jsonl.gz").write_bytes(gzip.compress(json.dumps(row).encode()))
    (dated,) = read_timex(tmp_path / "t.jsonl.gz")
    assert [one.value for one in dated.expressions] == ["2025-02-27", "P6M"]
    assert (dated.unscored, len(dated.annotated)) == (1, 4)
    assert [outcome for outcome, *_ in judge(dated, read_ours(dated))] == ["right", "right"]
    assert next(judge(dated, dateparser_told_where(dated)))[0] == "right"
    assert [outcome for outcome, *_ in judge(dated, [])] == ["not found", "not found"]


@pytest.mark.parametrize(
    ("value", "granularity", "until", "timex"),
    [
        (date(2025, 3, 4), "day", None, "2025-03-04"),
        (date(2025, 3, 3), "week", None, "2025-W10"),
        (date(2025, 3, 1), "month", None, "2025-03"),
        (date(2025, 7, 1), "quarter", None, "2025-Q3"),
        (date(2024, 9, 1), "season", None, "2024-FA"),
        (date(2025, 1, 1), "year", None, "2025"),
        (date(2020, 1, 1), "decade", None, "202"),
        (date(2025, 3, 1), "day", date(2025, 3, 2), "2025-W09-WE"),
        (date(2024, 9, 3), "month", date(2025, 3, 3), "P6M"),
        (date(2015, 3, 3), "decade", date(2025, 3, 3), "P10Y"),
    ],
)
def test_values_are_written_as_annotators_write_them(
    value: date, granularity: str, until: date | None, timex: str
) -> None:
    record = {"start": 0, "end": 1, "value": value, "granularity": granularity, "until": until}
    assert value_of(DateMention.model_validate(record)) == timex


def test_a_day_is_compared_in_the_granularity_of_the_annotation() -> None:
    day, found = date(2025, 3, 3), date(2024, 9, 3)
    assert [value_like(value, found, day) for value in ("2024", "2024-Q1", "2024-W01", "P1M", "202")] == [
        *("2024", "2024-Q3", "2024-W36", "P6M", "202")
    ]


PAGE = """<html lang='en'><head><title>The ferry sails again</title>
<meta property='article:published_time' content='2025-03-04T23:30:00-05:00'></head><body><article>
<h1>The ferry sails again</h1><p>The ferry between the islands sails again from the pier on Monday.</p>
<p>Nobody was hurt when the ramp bent, said the harbour office, which had closed the pier at once.</p>
</article></body></html>"""


def test_a_page_belongs_to_the_record_with_its_title(tmp_path: Path) -> None:
    files = {
        "nv/Herald_2025_03_05.html.gz": gzip.compress(PAGE.encode()),
        "nv/Herald.json": json.dumps(
            {
                "V1": {"title": "The ferry sails again", "publishing_date": "2025-03-04 23:30:00-05:00"},
                "V2": {"title": "The ramp is bent", "publishing_date": "2025-02-01 00:00:00"},
            }
        ).encode(),
        "nv/meta.info": json.dumps(
            {
                "Herald_2025_03_05.html.gz": {
                    "url": "https://herald.example/x",
                    "crawl_date": "2025-03-05 09:00:00",
                }
            }
        ).encode(),
    }
    with tarfile.open(tmp_path / "pages.tar.gz", "w:gz") as packed:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    (found,) = read_pages(tmp_path / "pages.tar.gz")
    moment = ours(found, found.html)
    assert moment == datetime(2025, 3, 5, 4, 30, tzinfo=UTC)
    assert day_of(moment, found.published, utc=True) == date(2025, 3, 5)
    assert day_of(moment, found.published, utc=False) == date(2025, 3, 4)
    assert htmldate_alone(found, found.html) == date(2025, 3, 4)
    assert ours(found, as_shown(found.html)) is None
