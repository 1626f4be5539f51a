"""Actor codes of participants by what one article tells."""

import pytest


def participants(tagged, text, day):
    analysis = tagged(text, published_at=day)
    return {analysis.words(p.start, p.end): (p.actor_type, p.country) for p in analysis.participants}


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Norwegian Interior Minister Omar Sule met farmers on Monday.", "Omar Sule", ("GOV", "NO")),
        ("Former Norwegian Interior Minister Omar Sule was arrested on Monday.", "Omar Sule", (None, "NO")),
        ("In 2012, then-Norwegian President Omar Sule met farmers in Bergen.", "Omar Sule", ("GOV", "NO")),
        ("Norwegian journalist Omar Sule was arrested on Monday.", "Omar Sule", ("MED", "NO")),
        ("Turkish police arrested a driver on Monday.", "Turkish police", ("COP", "TR")),
        ("Norwegian ministers met in Norway on Monday. Police arrested two protesters in Bergen.", "Police", ("COP", "NO")),
        ("Turkish and Norwegian ministers met on Monday. Police arrested two protesters.", "Police", ("COP", None)),
        ("Soldiers shot two protesters on Monday.", "Soldiers", ("MIL", None)),
        ("Rebels attacked a village on Monday.", "Rebels", ("REB", None)),
        ("Beijing accused London of spying on Monday.", "Beijing", ("GOV", "CN")),
        ("Beijing accused London of spying on Monday.", "London", ("GOV", "GB")),
        ("Mumbai accused Dhaka of greed on Monday.", "Mumbai", (None, "IN")),
        ("Rebels attacked Kyiv on Monday.", "Kyiv", (None, "UA")),
    ],
)
def test_codes(tagged, text, words, code):
    found = participants(tagged, text, "2022-03-10")
    assert found.get(words) == code, found


def test_an_event_long_before_the_statement_is_not_coded(tagged):
    found = participants(tagged, "President Omar Sule was arrested in Bergen in May 1998.", "2022-03-10")
    assert found["Omar Sule"][0] is None
