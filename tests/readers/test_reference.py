"""The sourced list of offices in `raw/reference`."""

import pytest

from flows.readers.reference import OfficesError, read_offices

HEADER = "entity,office,organization,country,start,end,source\n"


def write(raw, body, name="offices.csv"):
    folder = raw / "reference"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(body, encoding="utf-8")


def test_no_list_is_no_offices(tmp_path):
    assert read_offices(tmp_path) == ()


def test_rows_of_all_lists(tmp_path):
    write(tmp_path, HEADER + 'Omar Sule,"Minister, Works",,NO,2019-03,2020,a gazette\n', "a_offices.csv")
    write(tmp_path, HEADER + "Anna Brandt,mayor,,NO,2018,,a gazette\n", "b_offices.csv")
    write(tmp_path, "other,file\n", "rivers.csv")
    first, second = read_offices(tmp_path)
    assert (first.entity, first.office, first.end) == ("Omar Sule", "Minister, Works", "2020")
    assert (second.entity, second.end) == ("Anna Brandt", "")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("name,office\n", "the header must be"),
        (HEADER + "Omar Sule,minister,,NO,2019\n", "line 2: no source"),
        (HEADER + "Omar Sule,minister,,NO,2019,,\n", "line 2: no source"),
        (HEADER + ",minister,,NO,2019,,a gazette\n", "line 2: no entity"),
        (HEADER + "Omar Sule,minister,,NO,in May,,a gazette\n", "line 2: start 'in May' is no date"),
        (HEADER + "Omar Sule,minister,,NO,2019,2019-02-30,a gazette\n", "line 2: end '2019-02-30' is no date"),
        (HEADER + "Omar Sule,minister,Works, Roads,NO,2019,,a gazette\n", "7 cells are needed"),
    ],
)
def test_a_malformed_list_says_where(tmp_path, body, says):
    write(tmp_path, body)
    with pytest.raises(OfficesError, match=says):
        read_offices(tmp_path)
