"""The table of articles."""

from schemas import columns as c
from schemas.base import Table
from schemas.columns import Text, Whole


class Articles(Table):
    """One article as published. Duplicates and unreadable inputs are in `quarantine`."""

    article_id: Text = c.key("art", "article")
    source: Text = c.text("Short name of the source.")
    url: Text = c.text("Where it was published.", "Not known.")
    title: Text = c.text("Headline.", "Not known.")
    authors: Text = c.text("Authors as given, separated by semicolons.", "Not given.")
    published_at: Text = c.moment("When it was published: a day, or a moment in UTC.", "Not known.")
    published_method: Text = c.code("published_methods", "How the publication date became known.", "Not known.")
    published_earliest: Text = c.day("Earliest day it can have been published.", "Nothing tells.")
    published_latest: Text = c.day("Latest day it can have been published.", "Nothing tells.")
    language: Text = c.text("ISO 639-1 code of the language.")
    char_count: Whole = c.whole("Length of the normalised text.", unit="code point", ge=0)
    sentence_count: Whole = c.count("Sentences in the parts that facts are read from.")
    text_sha256: Text = c.text("SHA-256 of the normalised text in UTF-8, in hex.")
    raw_path: Text = c.text("Path of the input below the raw folder, with #n for the nth record of a file.")
    near_duplicate_of: Text = c.ref("articles.article_id", "The earlier article that this one repeats.", "It repeats none.")
    ingested_at: Text = c.moment("When the input was fetched, by its own metadata.", "Not known.")
