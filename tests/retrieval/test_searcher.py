"""The searcher answers each question from one snapshot of one generation."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.engines import open_memory
from retrieval.errors import EmptyCorpusError, LoadError, SynonymsError
from retrieval.models import SearchResult, Skipped, Weights
from retrieval.searcher import CANDIDATES, Searcher
from retrieval.store import temporary

from .articles import LEXICON, RANKING, SEEDS, SYNONYMS, searcher_over, shipped_ranker, write

QUESTIONS = (
    "what did Xi pledge?",
    "When will China be carbon neutral?",
    "How much will the US cut its emissions?",
    "who is John Kerry meeting in Shanghai?",
    "climate climate China US talks",
    "rugby scrum",
    "",
)


def quotes(result: SearchResult) -> list[str]:
    """Return the sentences found, best first."""
    return [hit.sentence.text for hit in result.hits]


def matched(result: SearchResult) -> list[str]:
    """Return the words matched in the first sentence."""
    text = result.hits[0].sentence.text
    return [text[span.start : span.end] for span in result.hits[0].matched]


class TestSearch:
    """What is found, and how it is told."""

    def test_what_did_xi_pledge(self) -> None:
        result = searcher_over(SEEDS).search("what did Xi pledge?", 3)
        assert result.hits[0].document.id == "000_edc3ff55f33f79b7.txt"
        assert result.hits[0].sentence.text == (
            "Chinese President Xi Jinping announced at the summit that his country will aim to reach carbon "
            "neutrality by 2060 after reaching peak carbon dioxide emissions before 2030."
        )
        assert matched(result) == ["Xi", "announced", "aim"]

    @pytest.mark.parametrize("verb", ["promise", "vow", "commit to", "announce"])
    def test_what_others_pledge_in_other_words_is_found_by_the_same_means(self, tmp_path: Path, verb: str) -> None:
        for seed in SEEDS.iterdir():
            text = seed.read_text(encoding="utf-8").replace("Xi Jinping", "Cyril Ramaphosa")
            write(tmp_path, {seed.name: text.replace("Chinese", "South African").replace("China", "South Africa")})
        [hit] = searcher_over(tmp_path).search(f"what did Ramaphosa {verb}?", 1).hits
        assert hit.sentence.text.startswith("South African President Cyril Ramaphosa announced at the summit")

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_every_hit_is_the_very_text_of_its_document_at_its_place(self, question: str) -> None:
        for hit in searcher_over(SEEDS).search(question, CANDIDATES).hits:
            file = (SEEDS / hit.document.id).read_bytes().decode()
            assert hit.document.text == file
            assert hit.sentence.text == file[hit.sentence.start : hit.sentence.end]
            assert hit.sentence.document_id == hit.document.id

    @given(
        st.lists(st.one_of(st.text(max_size=10), st.sampled_from([". ", "\r\n", "\n\n", "Mr. Xi", "# "])), max_size=20)
    )
    def test_a_sentence_carries_the_characters_at_its_place_whatever_the_text(
        self, tmp_path_factory: pytest.TempPathFactory, pieces: list[str]
    ) -> None:
        text = "Kerry" + "".join(pieces)
        corpus = write(tmp_path_factory.mktemp("corpus"), {"a.jsonl": json.dumps({"id": "a", "text": text})})
        snapshot = searcher_over(corpus).snapshot
        sentences = snapshot.reader.sentences(range(snapshot.corpus.sentences))
        assert [it.id for it in sentences] == list(range(len(sentences)))
        assert [it.text for it in sentences] == [text[it.start : it.end] for it in sentences]
        assert snapshot.reader.document("a").text == text

    def test_front_matter_is_never_quoted_yet_its_title_is_found(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {"a.md": "---\ntitle: Rugby\nsource: AP\n---\nThe team of Wales won on Sunday.\n", "b.txt": "Football."},
        )
        result = searcher_over(tmp_path).search("rugby by AP?", 10)
        assert result.answered
        assert quotes(result) == ["The team of Wales won on Sunday."]
        assert matched(result) == []

    @pytest.mark.parametrize("question", ["rugby scrum", "what did they do?", "", "?", "1066"])
    def test_a_question_that_shares_no_word_with_the_corpus_is_not_answered(self, question: str) -> None:
        result = searcher_over(SEEDS).search(question, 10)
        assert result.hits == ()
        assert not result.answered
        assert result.confidence == 0
        assert result.query.text == question

    @pytest.mark.parametrize("question", QUESTIONS[:5])
    def test_confidence_is_within_0_and_1_where_there_is_an_answer(self, question: str) -> None:
        result = searcher_over(SEEDS).search(question, 1)
        assert result.answered
        assert 0 < result.confidence <= 1

    def test_below_the_threshold_a_result_is_not_answered_and_otherwise_the_same(self) -> None:
        def search(threshold: float) -> SearchResult:
            searcher = Searcher(
                temporary(SEEDS), SYNONYMS, Weights(), shipped_ranker(), open_memory, threshold=threshold
            )
            return searcher.search(QUESTIONS[0], 3)

        sure = search(0.0).confidence
        assert 0 < sure < 1
        assert search(0.0) == search(sure)
        below = search(sure + 0.001)
        assert below == replace(search(0.0), answered=False)

    def test_hits_come_best_first(self) -> None:
        scores = [hit.score for hit in searcher_over(SEEDS).search("climate talks in China", CANDIDATES).hits]
        assert scores == sorted(scores, reverse=True)

    @pytest.mark.parametrize("limit", [0, 1, 3, 10])
    def test_a_limit_cuts_the_list_and_changes_nothing_else(self, limit: int) -> None:
        searcher = searcher_over(SEEDS)
        some, all_ = (searcher.search("climate talks in China", it) for it in (limit, CANDIDATES))
        assert some.hits == all_.hits[:limit]
        assert (some.answered, some.confidence) == (all_.answered, all_.confidence)

    def test_what_is_left_out_is_not_found_and_the_others_move_up(self) -> None:
        searcher = searcher_over(SEEDS)
        found = searcher.search("what did Xi pledge?", 5)
        first, second = ((it.sentence.document_id, it.sentence.start, it.sentence.end) for it in found.hits[:2])
        rest = searcher.search("what did Xi pledge?", 100, leave_out={first, second})
        assert not {quotes(found)[0], quotes(found)[1]} & set(quotes(rest))
        assert set(quotes(found)[2:]) <= set(quotes(rest))
        assert searcher.search("what did Xi pledge?", 5, leave_out={("no.txt", 0, 1)}) == found

    def test_no_search_returns_more_than_the_first_stage_hands_on(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.txt": "\n".join(f"Xi spoke {number} times." for number in range(150))})
        assert len(searcher_over(tmp_path).search("Xi", 1000).hits) == CANDIDATES

    def test_equal_sentences_come_in_the_order_of_the_corpus(self, tmp_path: Path) -> None:
        write(tmp_path, {f"{name}.txt": f"Xi spoke in Beijing of carbon.\n\nKerry {name}." for name in "cabd"})
        hits = searcher_over(tmp_path).search("Where did Xi speak?", 10).hits
        assert [hit.document.id for hit in hits] == ["a.txt", "b.txt", "c.txt", "d.txt"] * 2  # Xi's, then their Kerry's

    @pytest.mark.parametrize(
        ("question", "text", "words"),
        [
            ("Who emits carbon?", "China's carbon emissions, and carbon again.", ["carbon", "emissions", "carbon"]),
            ("what is China's share", "China’s share is China’s.", ["China’s", "share", "China’s"]),
            ("US cooperation", "The U.S. and us: co-operation.", ["U.S.", "co-operation"]),
            ("28 percent", "It is 28 per cent.", ["28", "per cent"]),
            ("what did the minister vow?", "The Minister promised it.", ["Minister", "promised"]),
        ],
    )
    def test_the_words_that_matched_are_told_where_they_stand(
        self, tmp_path: Path, question: str, text: str, words: list[str]
    ) -> None:
        write(tmp_path, {"a.txt": f"Before it.\n\n{text}\n\nAfter it."})
        assert matched(searcher_over(tmp_path).search(question, 1)) == words


class TestWordsOfTheCorpus:
    """What the corpus's own words tell of the question's."""

    @pytest.mark.parametrize("question", ["what did xi pledge", "WHAT DID XI PLEDGE", "what did Xi pleged?"])
    def test_what_did_xi_pledge_however_it_is_typed(self, question: str) -> None:
        searcher = searcher_over(SEEDS)
        result, expected = (searcher.search(it, 3) for it in (question, "what did Xi pledge?"))
        assert [hit.sentence for hit in result.hits] == [hit.sentence for hit in expected.hits]
        assert [term.is_name for term in result.query.terms] == [True, False]

    def test_a_mistyped_function_word_does_not_hide_the_answer(self) -> None:
        searcher = searcher_over(SEEDS)
        [hit], [expected] = (searcher.search(it, 1).hits for it in ("waht did Xi pleged?", "what did Xi pledge?"))
        assert hit.sentence == expected.sentence

    def test_a_correction_is_told_and_its_word_matches(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.txt": "Yesterday Mayor Lee pledged to plant trees."})
        result = searcher_over(tmp_path).search("who pleged it?", 1)
        assert [term.correction for term in result.query.terms] == ["pledged"]
        assert matched(result) == ["pledged"]
        assert result.answered
        assert result.missing == ()

    def test_words_that_the_corpus_does_not_have_are_told_as_typed_in_order(self) -> None:
        result = searcher_over(SEEDS).search("Did Putin and kery, of Rugby fame, say footballs at the sumit?", 3)
        assert result.missing == ("Putin", "Rugby", "fame", "footballs")
        assert [term.correction for term in result.query.terms if term.correction] == ["Kerry", "summit"]

    def test_a_word_of_which_only_a_synonym_is_there_is_missing(self, tmp_path: Path) -> None:
        """It is said to be missing "at all"; that another word stood for it, the highlighting shows."""
        write(tmp_path, {"a.txt": "Mayor Lee promised to plant trees."})
        assert searcher_over(tmp_path).search("what did Lee pledge?", 1).missing == ("pledge",)

    def test_synonyms_alone_are_no_confidence(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.txt": "Mayor Lee promised to plant trees."})
        result = searcher_over(tmp_path).search("what was pledged", 1)
        assert (len(result.hits), result.answered, result.confidence) == (1, False, 0.0)

    def test_copies_of_an_article_leave_the_confidence_as_it_is(self, tmp_path: Path) -> None:
        article = "Springfield\n\nThe council met in May. Mayor Lee approved the budget. Trees will be planted.\n"
        once = searcher_over(write(tmp_path / "once", {"a.txt": article}))
        thrice = searcher_over(write(tmp_path / "thrice", {f"{name}.txt": article for name in "abc"}))
        question = "who approved the budget in Springfield?"
        assert thrice.search(question, 1).confidence >= once.search(question, 1).confidence - 0.1

    def test_the_united_states_are_the_us(self, tmp_path: Path) -> None:
        searcher = searcher_over(write(tmp_path, {"a.txt": "The US pledged to close 100 coal plants by 2030."}))
        for name in ("United States", "united states", "United States of America", "US", "U.S.", "America"):
            result = searcher.search(f"what did the {name} pledge", 1)
            assert result.hits[0].matched, name
            assert name == "America" or result.missing == ()

    def test_a_question_without_content_words_misses_none(self) -> None:
        assert searcher_over(SEEDS).search("what is it?", 3).missing == ()

    def test_a_word_of_a_title_alone_is_known(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.md": "---\ntitle: Harbour\n---\nFerries sail.\n"})
        result = searcher_over(tmp_path).search("harbuor", 1)
        assert [term.correction for term in result.query.terms] == ["Harbour"]
        assert result.missing == ()

    def test_the_words_are_those_of_the_snapshot(self, tmp_path: Path) -> None:
        searcher = searcher_over(write(tmp_path, {"a.txt": "The emissions fell."}))
        assert searcher.search("emmissions", 1).query.terms[0].correction == "emissions"
        write(tmp_path, {"a.txt": "The emmissions fell."})
        searcher.reload()
        assert searcher.search("emmissions", 1).query.terms[0].correction is None


class TestDeterminism:
    """The same answer to the same question, every time."""

    def test_the_same_question_gives_the_same_result_bit_for_bit(self) -> None:
        searcher = searcher_over(SEEDS)
        for question in QUESTIONS:
            assert repr(searcher.search(question, 10)) == repr(searcher.search(question, 10))

    def test_two_searchers_built_apart_give_the_same_result_bit_for_bit(self) -> None:
        one, other = searcher_over(SEEDS), searcher_over(SEEDS)
        for question in QUESTIONS:
            assert repr(one.search(question, CANDIDATES)) == repr(other.search(question, CANDIDATES))

    @pytest.mark.slow
    def test_two_processes_give_the_same_result_bit_for_bit(self) -> None:
        """Python orders sets of words anew in every process."""
        script = (
            "import sys; from pathlib import Path; from retrieval.engines import open_memory;"
            "from retrieval.models import Weights; from retrieval.searcher import Searcher;"
            "from retrieval.ranking.ranker import Ranker; from retrieval.store import temporary;"
            "corpus, synonyms, *ranking = map(Path, sys.argv[1:5]);"
            "ranker = Ranker.read(*ranking, Weights());"
            "searcher = Searcher(temporary(corpus), synonyms, Weights(), ranker, open_memory);"
            "print(ascii([searcher.search(question, 100) for question in sys.argv[5:]]))"
        )
        command = [sys.executable, "-c", script, *map(str, (SEEDS, SYNONYMS, RANKING, LEXICON)), *QUESTIONS]

        def answers(hash_seed: str) -> bytes:
            environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(SEEDS.parent)}
            return subprocess.run(command, env=environment, check=True, capture_output=True).stdout

        with ThreadPoolExecutor(2) as threads:
            one, other = threads.map(answers, ("1", "2"))
        assert one == other
        assert b"carbon neutrality by 2060" in one

    def test_several_threads_get_the_same_results_as_one(self) -> None:
        searcher = searcher_over(SEEDS)
        questions = [question for question in QUESTIONS for _ in range(10)]
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(searcher.search, questions, [10] * len(questions))) == [
                searcher.search(question, 10) for question in questions
            ]


class TestSummary:
    """What a snapshot says of its corpus."""

    def test_it_counts_documents_and_sentences_and_tells_what_was_skipped(self, tmp_path: Path) -> None:
        write(
            tmp_path, {"a.txt": "One. Two.", "b.jsonl": '{"id": "b", "text": "Three."}\nbad', "c.pdf": "", "d.txt": ""}
        )
        corpus = searcher_over(tmp_path).snapshot.corpus
        assert (corpus.documents, corpus.sentences) == (2, 3)
        assert [it.path for it in corpus.skipped] == ["b.jsonl", "c.pdf", "d.txt"]
        assert corpus.skipped[2] == Skipped("d.txt", "is empty")

    def test_every_result_tells_its_corpus_and_generation(self, tmp_path: Path) -> None:
        searcher = searcher_over(write(tmp_path, {"a.txt": "Xi spoke."}))
        result = searcher.search("Xi", 1)
        assert (result.corpus, result.generation) == (searcher.snapshot.corpus, 1)

    def test_the_newest_date_is_of_those_that_can_be_read(self, tmp_path: Path) -> None:
        dates = [
            "2021-04-14",
            "2021-04-15T23:00:00-05:00",
            "Wed, 14 Apr 2021 10:00:00 GMT",
            "2022, perhaps",
            "",
            "Zeno",
        ]
        lines = [json.dumps({"id": date, "text": "Text.", "date": date}) for date in dates if date]
        assert searcher_over(write(tmp_path, {"a.jsonl": "\n".join(lines)})).snapshot.corpus.newest == "2021-04-15"

    def test_without_dates_there_is_no_newest(self) -> None:
        assert searcher_over(SEEDS).snapshot.corpus.newest is None

    def test_an_equal_corpus_elsewhere_has_an_equal_fingerprint(self, tmp_path: Path) -> None:
        files = {"a.txt": "One.", "b/c.md": "---\ntitle: T\n---\nTwo."}
        one, other = (searcher_over(write(tmp_path / name, files)).snapshot for name in ("one", "other"))
        assert one.corpus.fingerprint == other.corpus.fingerprint
        assert len(one.corpus.fingerprint) >= 16

    @pytest.mark.parametrize(
        "changed",
        [
            {"text": "Xi spoke!"},
            {"text": "Xi spoke. "},
            {"text": "xi spoke."},
            {"title": "Talks."},
            {"id": "2"},
            {"source": "Reuters"},
            {"published": "2021-04-15"},
            {"url": "https://example.org/2"},
        ],
    )
    def test_whatever_changes_in_a_document_changes_the_fingerprint(
        self, tmp_path: Path, changed: dict[str, str]
    ) -> None:
        fields = {
            "id": "1",
            "text": "Xi spoke.",
            "title": "Talks",
            "source": "AP",
            "published": "2021-04-14",
            "url": "https://example.org/1",
        }
        line = json.dumps({"id": "0", "text": "Another."}) + "\n"
        before = searcher_over(write(tmp_path / "before", {"a.jsonl": line + json.dumps(fields)}))
        after = searcher_over(write(tmp_path / "after", {"a.jsonl": line + json.dumps(fields | changed)}))
        assert before.snapshot.corpus.fingerprint != after.snapshot.corpus.fingerprint

    def test_an_added_or_removed_document_changes_the_fingerprint(self, tmp_path: Path) -> None:
        files = {"a.txt": "One.", "b.txt": "Two.", "c.txt": "Three."}
        fingerprints = {
            searcher_over(write(tmp_path / str(count), dict(list(files.items())[:count]))).snapshot.corpus.fingerprint
            for count in (1, 2, 3)
        }
        assert len(fingerprints) == 3


class TestAcronyms:
    """What the corpus abbreviates."""

    def test_a_name_written_out_finds_the_sentence_that_shortens_it(self, tmp_path: Path) -> None:
        files = {
            "a.txt": "The World Health Organization (WHO) met in Geneva.",
            "b.txt": "Aid came late. Others pledged blankets. The WHO pledged tents.",
        }
        result = searcher_over(write(tmp_path, files)).search("What did the World Health Organization pledge?", 3)
        found = quotes(result)
        assert found.index("The WHO pledged tents.") < found.index("Others pledged blankets.")
        hit = result.hits[found.index("The WHO pledged tents.")]
        assert [hit.sentence.text[span.start : span.end] for span in hit.matched] == ["WHO", "pledged"]


class TestLoadErrors:
    """Where there is nothing to search, there is no searcher."""

    def test_an_empty_corpus_is_an_error_that_names_it(self, tmp_path: Path) -> None:
        with pytest.raises(EmptyCorpusError) as raised:
            searcher_over(tmp_path)
        assert (raised.value.path, raised.value.skipped) == (tmp_path, ())
        assert str(tmp_path) in str(raised.value)

    def test_a_corpus_of_unusable_files_is_empty_and_tells_why(self, tmp_path: Path) -> None:
        with pytest.raises(EmptyCorpusError, match=r"a\.txt is empty, and 1 more skipped") as raised:
            searcher_over(write(tmp_path, {"a.txt": "", "b.pdf": "Text."}))
        assert [it.path for it in raised.value.skipped] == ["a.txt", "b.pdf"]

    def test_a_corpus_without_a_sentence_is_empty(self, tmp_path: Path) -> None:
        with pytest.raises(EmptyCorpusError):
            searcher_over(write(tmp_path, {"a.txt": "1. ***\n2. ***\n"}))

    def test_a_corpus_that_is_not_there_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(LoadError):
            searcher_over(tmp_path / "missing")

    def test_synonyms_that_are_not_there_are_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(SynonymsError):
            searcher_over(SEEDS, synonyms=tmp_path / "missing.toml")
