"""Questions are parsed into queries."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import is_stopword, stem
from retrieval.errors import SynonymsError
from retrieval.query.answer_types import kind_of_answer
from retrieval.query.parsing import MOST_CORRECTED, MOST_TERMS, parse
from retrieval.query.synonyms import Synonyms
from retrieval.vocabulary.vocabulary import Vocabulary
from tests.retrieval.articles import SYNONYMS
from tests.retrieval.vocabulary.reference import words_of_corpus

NONE = Synonyms()


def vocabulary(*sentences: str) -> Vocabulary:
    """Return the words of a corpus of these sentences."""
    return Vocabulary(words_of_corpus(*sentences))


CORPUS = vocabulary(
    "The envoy John Kerry met Xi of China in Shanghai on Friday.",
    "He said that China would cut emissions, as it had pledged at the summit in April.",
    "They met in the white house, near the White House.",
    "The US cut it by 50-52 per cent, Mr. Apple said, and an apple fell.",
)


def words(question: str) -> list[str]:
    """Return the content words of a question."""
    return [term.word for term in parse(question, NONE).terms]


def names(question: str) -> list[str]:
    """Return the words that a question writes as names."""
    return [term.word for term in parse(question, NONE).terms if term.is_name]


def terms(question: str) -> list[str]:
    """Return the terms of a question."""
    return [term.term for term in parse(question, NONE).terms]


@given(st.text())
def test_whatever_is_asked_is_parsed_into_distinct_terms(question: str) -> None:
    query = parse(question, NONE)
    assert query.text == question
    assert len({term.term for term in query.terms}) == len(query.terms)
    assert all(term.word and term.term for term in query.terms)


def test_only_content_words_are_searched_in_the_order_asked() -> None:
    assert words("What did the president of China pledge at the summit?") == ["president", "China", "pledge", "summit"]


@pytest.mark.parametrize("question", ["", "?", "what did they do?", "Who is it?", "WHAT IS THIS", "“…”", "it’s"])
def test_a_question_of_function_words_has_no_terms(question: str) -> None:
    assert parse(question, NONE).terms == ()


def test_a_word_asked_twice_counts_once_as_first_written() -> None:
    assert words("Talks on talks, talked about China's China?") == ["Talks", "China's"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what did Xi pledge?", ["Xi"]),
        ("Did Xi Jinping meet John Kerry in Shanghai?", ["Xi", "Jinping", "John", "Kerry", "Shanghai"]),
        ("Kerry went where?", []),
        ("COP26 is where?", ["COP26"]),
        ("US emissions by 2030", ["US"]),
        ("What does the U.S. want?", ["U.S."]),
        ("what is the iPhone?", []),
        ("is 50 per cent enough?", []),
        ("who is Élise?", ["Élise"]),
    ],
)
def test_a_capital_within_a_question_marks_a_name(question: str, expected: list[str]) -> None:
    """The first word of a question is capitalised anyway; one with another capital inside is a name there, too."""
    assert names(question) == expected


@pytest.mark.parametrize(
    "question", ["WHAT DID XI PLEDGE?", "Xi Jinping Carbon Pledge", "Xi Jinping?", "what did xi pledge"]
)
def test_where_all_words_are_written_alike_none_is_a_name(question: str) -> None:
    assert names(question) == []
    assert stem("xi") in terms(question)


def test_case_does_not_change_what_is_searched() -> None:
    assert terms("WHAT DID XI PLEDGE?") == terms("what did xi pledge?") == terms("What Did Xi Pledge?")


@pytest.mark.parametrize(
    "question",
    [
        "what will the US cut?",
        "what will the U.S. cut?",
        "what will the us cut?",
        "us 2030 cut",
        "WHAT WILL THE US CUT",
        "what's the us to cut",
        "What is the US's cut?",
    ],
)
def test_the_us_is_a_country(question: str) -> None:
    assert "u.s." in terms(question)


@pytest.mark.parametrize(
    "question", ["tell us about the cut", "please give us the cut", "What did Kerry tell us of the cut?"]
)
def test_us_is_a_pronoun_where_someone_is_asked_to_tell(question: str) -> None:
    assert "u.s." not in terms(question)
    assert "cut" in terms(question)


@pytest.mark.parametrize("question", ["When is the summit?", "how many people came", "Who is Kerry?", "Xi?", ""])
def test_the_kind_of_answer_is_read_from_the_question(question: str) -> None:
    assert parse(question, NONE).kind is kind_of_answer(question)


def test_the_sequence_holds_the_terms_of_all_words_function_words_too() -> None:
    assert parse("What did Xi pledge, and what not?", NONE).sequence == tuple(
        map(stem, ("What", "did", "Xi", "pledge", "and", "what", "not"))
    )


def test_the_sequence_holds_a_mistyped_word_as_the_corpus_has_it() -> None:
    assert parse("what did xi pleged", NONE, CORPUS).sequence[-1] == stem("pledged")


def test_a_word_carries_its_synonyms_whatever_its_form() -> None:
    synonyms = Synonyms([["pledge", "promise", "vow"]])
    for form in ("pledge", "Pledged", "pledges", "pledging"):
        [term] = parse(form, synonyms).terms
        assert term.synonyms == (stem("promise"), stem("vow"))


def test_a_word_is_no_synonym_of_itself_though_it_be_listed_in_two_forms() -> None:
    assert Synonyms([["pledge", "pledges", "vow"]]).of(stem("pledge")) == (stem("vow"),)


def test_a_word_in_two_groups_reaches_both_once() -> None:
    synonyms = Synonyms([["aim", "goal", "target"], ["aim", "plan", "goal"]])
    assert synonyms.of(stem("aim")) == (stem("goal"), stem("target"), stem("plan"))


def test_synonyms_are_not_followed_from_group_to_group() -> None:
    synonyms = Synonyms([["pledge", "aim"], ["aim", "goal"]])
    assert synonyms.of(stem("pledge")) == (stem("aim"),)
    assert synonyms.of(stem("goal")) == (stem("aim"),)


def test_a_word_of_no_group_has_no_synonyms() -> None:
    assert Synonyms([["aim", "goal"]]).of("xi") == ()
    assert parse("Xi", Synonyms()).terms[0].synonyms == ()


def test_synonyms_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.toml"
    path.write_text('# comment\ngroups = [["café", "co-operation"], ["US", "U.K."]]\n', encoding="utf-8")
    synonyms = Synonyms.read(path)
    assert synonyms.of(stem("cafe")) == (stem("cooperation"),)
    assert synonyms.of(stem("U.S.")) == (stem("UK"),)


def test_a_file_may_hold_no_group_at_all(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.toml"
    path.write_text("groups = []")
    assert Synonyms.read(path).of("aim") == ()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'groups = [["aim" "goal"]]', "line 1"),
        (b"\xff\xfe", "utf-8"),
        (b"", "it must hold a list of groups"),
        (b'group = [["aim", "goal"]]', "it must hold a list of groups"),
        (b'groups = "aim"', "it must hold a list of groups"),
        (b'[groups]\naim = ["goal"]', "it must hold a list of groups"),
        (b'groups = [["aim", "goal"], ["vow"]]', "group 2 must be a list of two or more single words: ['vow']"),
        (b"groups = [[]]", "group 1 must be a list of two or more single words: []"),
        (b'groups = ["aim", "goal"]', "group 1 must be a list of two or more single words: 'aim'"),
        (b'groups = [["aim", 5]]', "group 1 must be a list of two or more single words: ['aim', 5]"),
        (
            b'groups = [["aim", "goal"], ["a b", "c"]]',
            "group 2 must be a list of two or more single words: ['a b', 'c']",
        ),
        (b'groups = [["aim", ""]]', "group 1 must be a list of two or more single words: ['aim', '']"),
        (b'groups = [["aim", "goal "]]', "group 1 must be a list of two or more single words: ['aim', 'goal ']"),
    ],
)
def test_a_file_of_another_form_is_an_error_that_names_file_and_group(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "synonyms.toml"
    path.write_bytes(content)
    with pytest.raises(SynonymsError) as raised:
        Synonyms.read(path)
    assert raised.value.path == path
    assert reason in raised.value.reason
    assert str(path) in str(raised.value)


def test_a_file_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    for path in (tmp_path / "synonyms.toml", tmp_path):
        with pytest.raises(SynonymsError) as raised:
            Synonyms.read(path)
        assert raised.value.path == path


def shipped_groups() -> list[list[str]]:
    """Return the groups of the file that ships."""
    groups: list[list[str]] = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["groups"]
    return groups


def test_the_synonyms_that_ship_are_about_a_hundred_groups_or_more() -> None:
    Synonyms.read(SYNONYMS)
    assert len(shipped_groups()) >= 100


def test_no_group_that_ships_is_contained_in_another() -> None:
    groups = [frozenset(map(stem, group)) for group in shipped_groups()]
    contained = [
        (sorted(small), sorted(large))
        for place, small in enumerate(groups)
        for other, large in enumerate(groups)
        if place != other and small <= large
    ]
    assert contained == []


def test_every_word_that_ships_can_be_met() -> None:
    """A function word never is, and two forms of one word are one term."""
    assert [word for group in shipped_groups() for word in group if is_stopword(word)] == []
    assert [group for group in shipped_groups() if len(set(map(stem, group))) < 2] == []


def test_the_synonyms_that_ship_let_pledge_reach_what_news_say_for_it() -> None:
    query = parse("what did Xi pledge?", Synonyms.read(SYNONYMS))
    [pledge] = [term for term in query.terms if term.word == "pledge"]
    assert set(map(stem, ("announce", "aim", "commit", "promise", "vow"))) <= set(pledge.synonyms)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did the WHO announce?", ["WHO", "announce"]),
        ("What happened in May?", ["happened", "May"]),
        ("who may go?", ["go"]),
        ("Theresa May", ["Theresa", "May"]),
        ("What Did The WHO Say?", ["WHO", "Say"]),
        ("WHO ANNOUNCED IT?", ["announced"]),
    ],
)
def test_a_name_that_looks_like_a_function_word_is_searched(question: str, expected: list[str]) -> None:
    assert words(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what did xi pledge", ["xi"]),
        ("WHAT DID XI PLEDGE?", ["xi"]),
        ("Xi Pledge Summit", ["Xi"]),
        ("Kerry went where?", ["Kerry"]),
        ("what did kerry tell China in shanghai", ["kerry", "China", "shanghai"]),
        ("us emissions", ["US"]),
        ("the white house", []),
        ("who sold the apple", []),
        ("what did Apple and the Summit say", ["Apple", "Summit"]),
        ("what was on friday in april", []),
        ("What was on Friday in April?", []),
    ],
)
def test_what_the_corpus_writes_as_a_name_is_one_also_in_lower_case(question: str, expected: list[str]) -> None:
    """Where a question shows case, it is believed: "Apple" is a name, and "apple" too only where it always is."""
    assert [term.word for term in parse(question, NONE, CORPUS).terms if term.is_name] == expected


def test_a_mistyped_word_is_searched_for_as_the_corpus_has_it() -> None:
    synonyms = Synonyms([["pledge", "vow"]])
    [xi, pledge] = parse("what did xi pleged", synonyms, CORPUS).terms
    assert xi.correction is None
    assert (pledge.word, pledge.correction, pledge.term) == ("pleged", "pledged", stem("pledge"))
    assert pledge.synonyms == (stem("vow"),)


def test_a_mistyped_name_is_a_name() -> None:
    [kerry] = parse("who is kery?", NONE, CORPUS).terms
    assert (kerry.correction, kerry.is_name) == ("Kerry", True)


@pytest.mark.parametrize(
    "question",
    ["football", "the sumac", "chinaware", "KERY and others", "Who is Kerrey?", "1066", "cut 2O30", "vow", "emission2"],
)
def test_a_word_that_is_right_though_unknown_is_not_corrected(question: str) -> None:
    """English words, acronyms, other names, what has digits, and words with synonyms."""
    terms_ = parse(question, Synonyms([["vow", "oath"]]), CORPUS).terms
    assert [term.correction for term in terms_] == [None] * len(terms_)


def test_a_word_is_corrected_only_where_the_corpus_does_not_have_it() -> None:
    assert parse("emmissions", NONE, vocabulary("The emmissions and emissions.")).terms[0].correction is None
    assert parse("emmissions", NONE).terms[0].correction is None


def test_a_mistyped_function_word_is_not_searched() -> None:
    assert [it.word for it in parse("waht did xi pledge, whihc havent", NONE, CORPUS).terms] == ["xi", "pledge"]


def test_a_word_and_its_typo_count_once() -> None:
    assert [it.term for it in parse("emmissions emissions emisions", NONE, CORPUS).terms] == [stem("emissions")]


def test_what_is_asked_beyond_a_bound_is_not_read() -> None:
    distinct = [f"{one}{other}" for one in "bcdfghjklmnpqrstvwxz" for other in "bcdfghjklm"]
    assert len(parse(" ".join(distinct), NONE, CORPUS).terms) == MOST_TERMS
    before = " ".join(distinct[: MOST_CORRECTED - 1])
    assert [it.correction for it in parse(f"{before} emmissions", NONE, CORPUS).terms][-1] == "emissions"
    assert [it.correction for it in parse(f"{before} zzz emmissions", NONE, CORPUS).terms][-1] is None


@pytest.mark.parametrize("number", ["2030", "2.5", "1,000", "1990s", "22nd", "3", "52"])
def test_numerals_and_years_are_numbers(number: str) -> None:
    assert [it.is_number for it in parse(f"what about {number} trees", NONE).terms] == [True, False]


@pytest.mark.parametrize("word", ["Cop26", "G7", "C", "2x4", "B2B", "three"])
def test_a_word_with_a_digit_is_no_number(word: str) -> None:
    assert not any(it.is_number for it in parse(f"what about {word}", NONE).terms)


def test_a_range_is_two_numbers_and_a_temperature_one() -> None:
    assert [it.is_number for it in parse("50-52 or 2°C", NONE).terms] == [True, True, True, False]


@given(st.text())
def test_whatever_is_asked_of_a_corpus_is_parsed_into_distinct_terms(question: str) -> None:
    query = parse(question, Synonyms.read(SYNONYMS), CORPUS)
    assert query.text == question
    assert len({term.term for term in query.terms}) == len(query.terms) <= MOST_TERMS


@pytest.mark.parametrize("question", ["what did kerry say", "what did kerry say 2030", "What did kerry say"])
def test_numbers_and_a_first_capital_do_not_show_case(question: str) -> None:
    corpus = vocabulary(*["The envoy Kerry spoke."] * 30, "The envoy kerry spoke.")
    query = parse(question, NONE, corpus)
    assert [term.word for term in query.terms if term.is_name] == ["kerry"]


def test_a_correction_holds_for_every_spelling_of_the_word() -> None:
    query = parse("plegde Plegde", NONE, CORPUS)
    assert len(set(query.sequence)) == 1
