"""What tests of filters read messages with: the English word data, and a corpus's sources."""

from config.languages import read_language
from retrieval.query.filter_clues import FilterClues
from retrieval.query.question_filters import FilterReader, LanguageFilters

WORDS = read_language("en")["filters"]
CLUES = FilterClues(WORDS)
READER = FilterReader(LanguageFilters("en", WORDS))
SOURCES = READER.source_names(
    (
        "Kyodo News",
        "Xinhua",
        "The Guardian",
        "New York Times",
        "Time",
        "USA Today",
        "U.S. News & World Report",
        "Voice of America",
        "What's New",
        "新华社",
    )
)
