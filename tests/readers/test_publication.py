"""Publication dates."""

import pytest

from flows.core.document import Passport
from flows.readers.publication import published_in_url, read_published
from tests.conftest import cases


@pytest.mark.parametrize("case", cases("publication"), ids=lambda c: c["given"])
def test_read_published(case):
    passport = Passport("x", timezone=case.get("timezone", "UTC"), day_first=case.get("day_first"))
    day, remark = read_published(case["given"], passport)
    assert day == case["day"]
    assert (remark is None) == (day is not None)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2021/03/04/flood", "2021-03-04"),
        ("https://a.example/news/2021-03-04-flood", "2021-03-04"),
        ("https://a.example/20210304/flood", "2021-03-04"),
        ("https://a.example/2021/02/31/flood", None),
        ("https://a.example/2021/03/flood", None),
        ("https://a.example/2021/03/04/after-2020-01-02/flood", None),
        ("https://a.example/id/120210304", None),
        (None, None),
    ],
)
def test_published_in_url(url, day):
    assert published_in_url(url) == day
