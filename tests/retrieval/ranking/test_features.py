"""The features of candidates, on corpora where they can be computed by hand."""

import math
from pathlib import Path

import pytest

from retrieval.models import Weights
from retrieval.query.parsing import parse
from retrieval.query.synonyms import Synonyms
from retrieval.ranking.features import FEATURES, feature_matrix
from retrieval.ranking.lexicon import Lexicon
from retrieval.ranking.query_view import ANSWER_CUES
from retrieval.ranking.related_words import is_family
from retrieval.training.sentence_cues import sentence_cues
from tests.retrieval.articles import SEEDS, write

from .samples import NO_LEXICON, WEIGHTS, Features, article, articles, features, index_of


def first(folder: Path, question: str, *sentences: str, lexicon: Lexicon = NO_LEXICON) -> Features:
    """Return the features of an article's first sentence."""
    return features(article(folder, *sentences), question, lexicon=lexicon)[sentences[0]]


def test_without_candidates_there_are_no_rows_and_all_columns(tmp_path: Path) -> None:
    index = article(tmp_path, "Xi spoke.")
    query = parse("rugby", Synonyms())
    assert index.search(query, 100) == []
    matrix = feature_matrix(query, [], index.retriever, WEIGHTS, NO_LEXICON, view=index.view(query, []))
    assert matrix.shape == (0, len(FEATURES))


class TestScores:
    """The first stage's scores, as shares of the best."""

    def test_the_best_of_each_is_1_and_the_others_are_shares_of_it(self, tmp_path: Path) -> None:
        index = articles(tmp_path, [("-", ["Ferries sail.", "Oaks grow well."]), ("-", ["Ferries and oaks."])])
        query = parse("ferries and oaks", Synonyms())
        candidates = index.search(query, 100)
        blended = [it.sentence + 0.5 * it.window + 0.4 * it.document for it in candidates]
        for place, its in enumerate(features(index, query.text).values()):
            it = candidates[place]
            assert its["bm25"] == pytest.approx(blended[place] / max(blended))
            assert its["sentence_bm25"] == pytest.approx(it.sentence / max(other.sentence for other in candidates))
            assert its["document_bm25"] == pytest.approx(it.document / max(other.document for other in candidates))

    def test_where_only_a_title_matches_the_sentence_has_no_share(self, tmp_path: Path) -> None:
        [its] = features(article(tmp_path, "Ferries sail.", title="Harbour"), "harbour").values()
        assert its["sentence_bm25"] == 0
        assert its["bm25"] == its["document_bm25"] == 1

    def test_the_candidates_of_a_document_are_counted(self, tmp_path: Path) -> None:
        index = articles(tmp_path, [("-", ["Oaks grow.", "Oaks fall.", "Oaks stand."]), ("-", ["An oak."])])
        found = features(index, "oaks")
        assert [found[it]["document_count"] for it in ("Oaks grow.", "An oak.")] == [math.log(4), math.log(2)]


class TestCoverage:
    """Where the question's words are found."""

    def test_coverage_is_the_share_of_the_questions_idf(self, tmp_path: Path) -> None:
        index = article(tmp_path, "Ferries sail.", "Ferries wait.", "Oaks grow.")
        found = features(index, "ferries and oaks")
        ferries, oaks = math.log(1 + 1.5 / 2.5), math.log(1 + 2.5 / 1.5)  # in two of three sentences, and in one
        assert found["Ferries wait."]["coverage"] == pytest.approx(ferries / (ferries + oaks))
        assert found["Oaks grow."]["coverage"] == pytest.approx(oaks / (ferries + oaks))

    def test_a_word_that_no_article_has_lowers_it_most(self, tmp_path: Path) -> None:
        index = article(tmp_path, "Xi spoke of carbon.", "Kerry left.")
        [unknown, *_] = features(index, "Xi on rugby").values()
        [known, *_] = features(index, "Xi with Kerry").values()
        assert 0 < unknown["coverage"] < known["coverage"] == 0.5

    @pytest.mark.parametrize("weight", [0.0, 0.5, 0.6, 1.0])
    def test_a_synonym_covers_as_weighted(self, tmp_path: Path, weight: float) -> None:
        index = article(tmp_path, "Xi will vow it.", "Kerry left.")
        synonyms = Synonyms([["pledge", "vow"]])
        its = features(index, "pledge", synonyms, weights=Weights(synonym=weight))["Xi will vow it."]
        assert its["coverage"] == pytest.approx(weight)
        assert its["nowhere"] == pytest.approx(1 - weight)
        assert its["matched"] == (weight > 0)

    def test_a_word_that_is_there_itself_counts_in_full_beside_its_synonym(self, tmp_path: Path) -> None:
        index = article(tmp_path, "Xi will vow it, a pledge.", "Kerry left.")
        its = features(index, "pledge", Synonyms([["pledge", "vow"]]))["Xi will vow it, a pledge."]
        assert its["coverage"] == 1

    def test_names_and_other_words_are_covered_apart(self, tmp_path: Path) -> None:
        # Each word is in one of the two sentences, so each is as rare.
        found = features(article(tmp_path, "John spoke of carbon.", "Kerry cut costs."), "Did John Kerry cut carbon?")
        half = [pytest.approx(0.5), pytest.approx(0.5)]
        assert [[its["names"], its["other_words"]] for its in found.values()] == [half, half]
        found = features(article(tmp_path, "John Kerry spoke.", "Xi cut costs."), "Did John Kerry cut it?")
        shares = [[its["names"], its["other_words"]] for its in found.values()]
        assert shares == [[pytest.approx(1), 0], [0, pytest.approx(1)]]

    def test_without_a_name_in_the_question_none_is_covered(self, tmp_path: Path) -> None:
        its = first(tmp_path, "ferries", "Ferries sail.")
        assert (its["names"], its["other_words"]) == (0, 1)

    def test_words_are_counted_whatever_their_rarity(self, tmp_path: Path) -> None:
        found = features(
            article(tmp_path, "Ferries sail.", "Ferries wait.", "Oaks grow."), "ferries, oaks, rugby, sail"
        )
        assert [found[it]["matched"] for it in ("Ferries sail.", "Ferries wait.", "Oaks grow.")] == [0.5, 0.25, 0.25]

    def test_a_missing_word_is_found_at_its_nearest_place(self, tmp_path: Path) -> None:
        index = article(tmp_path, "Ash falls.", "Beech falls.", "Oak falls.", "Cedar falls.", "Alder falls.")
        its = features(index, "ash beech oak cedar alder")["Oak falls."]
        names = ("coverage", "before_that", "before", "after", "after_that")
        assert [its[name] for name in names] == [pytest.approx(1 / 5)] * 5
        assert its["nowhere"] == pytest.approx(0)

    def test_a_word_that_the_sentence_has_is_not_missing_beside_it(self, tmp_path: Path) -> None:
        its = features(article(tmp_path, "Oak falls.", "Oak stands."), "oak falls")["Oak falls."]
        assert [its["coverage"], its["before"], its["after"]] == [pytest.approx(1), 0, 0]

    def test_what_stands_beyond_reach_or_in_another_article_is_nowhere(self, tmp_path: Path) -> None:
        index = articles(tmp_path, [("-", ["Oak.", "Ash.", "Elm.", "Fir."]), ("-", ["Yew."])])
        found = features(index, "oak fir yew")  # each in one of five
        assert found["Oak."]["nowhere"] == pytest.approx(2 / 3)
        assert found["Fir."]["nowhere"] == pytest.approx(2 / 3)
        assert found["Fir."]["after"] == found["Fir."]["after_that"] == 0
        assert found["Yew."]["before"] == found["Yew."]["before_that"] == 0

    def test_words_of_the_title_count_and_apart_those_only_there(self, tmp_path: Path) -> None:
        index = article(tmp_path, "Ferries sail.", "Oaks grow.", title="Harbour ferries")
        shares = [index.idf(term) for term in ("harbour", "ferri")]
        its = features(index, "harbour ferries")["Ferries sail."]
        assert its["title"] == pytest.approx(1)
        assert its["title_alone"] == pytest.approx(shares[0] / sum(shares))
        assert its["nowhere"] == pytest.approx(0)


class TestWords:
    """A sentence's own words and place."""

    def test_pairs_and_triples_of_the_questions_words_count_by_share(self, tmp_path: Path) -> None:
        question = "the great oak of arden"  # four pairs, three triples
        found = features(
            article(tmp_path, "The great oak of Arden fell.", "We saw the great oak.", "Arden has great oak."), question
        )
        shares = [
            (its["phrases"], its["long_phrases"]) for its in sorted(found.values(), key=lambda it: -it["phrases"])
        ]
        assert shares == [(1, 1), (pytest.approx(2 / 4), pytest.approx(1 / 3)), (pytest.approx(1 / 4), 0)]

    def test_a_question_of_one_word_has_no_phrases(self, tmp_path: Path) -> None:
        its = first(tmp_path, "oak", "An oak, oak.")
        assert (its["phrases"], its["long_phrases"]) == (0, 0)

    @pytest.mark.parametrize(
        ("text", "early"), [("Oaks fell.", 1), ("An oak fell.", 1 / 2), ("It fell on the old oak.", 1 / 6)]
    )
    def test_the_earliest_of_the_questions_words_counts(self, tmp_path: Path, text: str, early: float) -> None:
        assert first(tmp_path, "oaks", text)["early"] == pytest.approx(early)

    def test_without_a_word_of_the_question_none_is_early(self, tmp_path: Path) -> None:
        assert first(tmp_path, "harbour", "Ferries sail.", "The harbour.")["early"] == 0

    def test_length_counts_content_words(self, tmp_path: Path) -> None:
        assert first(tmp_path, "oaks", "The oaks, and the old oaks, fell.")["length"] == pytest.approx(math.log(1 + 4))

    @pytest.mark.parametrize(("text", "nothing"), [("The oak of Arden.", 1), ("Arden?", 1), ("Arden fell.", 0)])
    def test_a_sentence_may_say_nothing_new(self, tmp_path: Path, text: str, nothing: float) -> None:
        assert first(tmp_path, "where is the oak of Arden?", text)["says_nothing_new"] == nothing

    def test_place_is_told_from_the_beginning_and_as_a_share(self, tmp_path: Path) -> None:
        found = features(article(tmp_path, "Oak.", "Oaks."), "oak")  # the text is "Oak.\n\nOaks."
        assert [found[it]["place"] for it in ("Oak.", "Oaks.")] == [0, pytest.approx(math.log(1 + 6))]
        assert [found[it]["place_relative"] for it in ("Oak.", "Oaks.")] == [0, pytest.approx(6 / 11)]

    def test_a_pronoun_counts_as_much_as_was_missing_and_stood_just_before(self, tmp_path: Path) -> None:
        texts = ("The mayor came.", "She planted oaks.", "Oaks are old.", "It stands.")
        found = features(article(tmp_path, *texts), "mayor planted")
        assert [found[it]["pronoun"] for it in texts] == [0, pytest.approx(0.5), 0, 0]
        assert found["Oaks are old."]["before"] == pytest.approx(0.5)

    def test_a_question_is_told(self, tmp_path: Path) -> None:
        found = features(article(tmp_path, "Oaks fell.", "Did oaks fall?"), "oaks")
        assert [found[it]["question"] for it in ("Oaks fell.", "Did oaks fall?")] == [0, 1]

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_headings_captions_and_credits_are_display(self, tmp_path: Path, end: str) -> None:
        paragraphs = [
            "Xi and Kerry open their talks",
            "Xi speaks in Beijing. Reuters",
            "“Xi came,” he said. “Xi left.”",
            "Xi (right) waited. (Xi left.)",
            "Xi asked: why? Xi left…",
            "Xi at the end",
        ]
        found = features(index_of(write(tmp_path, {"a.txt": f"{end}{end}".join(paragraphs)})), "Where is Xi?")
        assert {sentence: its["display"] for sentence, its in found.items()} == {
            "Xi and Kerry open their talks": 1,
            "Xi speaks in Beijing.": 1,
            "Reuters": 1,
            "“Xi came,” he said.": 0,
            "“Xi left.”": 0,
            "Xi (right) waited.": 0,
            "(Xi left.)": 0,
            "Xi asked: why?": 0,
            "Xi left…": 0,
            "Xi at the end": 1,
        }


class TestInstead:
    """Words that stand for the missing ones."""

    @pytest.mark.parametrize(("one", "other"), [("invent", "inventor"), ("govern", "governor"), ("elect", "election")])
    def test_words_that_share_all_but_an_ending_are_a_family(self, one: str, other: str) -> None:
        assert is_family(one, other)
        assert is_family(other, one)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("invent", "invent"),
            ("car", "cars"),
            ("rest", "restaurant"),
            ("1990", "1990s"),
            ("china", "chain"),
            ("", ""),
        ],
    )
    def test_other_words_are_none(self, one: str, other: str) -> None:
        assert not is_family(one, other)
        assert not is_family(other, one)

    def test_a_missing_word_is_related_to_one_of_its_family(self, tmp_path: Path) -> None:
        texts = ("The inventor slept.", "Bell invented it.", "The telephone rang.")
        found = features(article(tmp_path, *texts), "invented telephone")  # each in one of three
        assert [found[it]["related"] for it in texts] == [pytest.approx(0.5), 0, 0]

    def test_a_word_that_the_question_asks_for_itself_stands_for_no_other(self, tmp_path: Path) -> None:
        texts = ("The inventor slept.", "Bell invented it.")
        assert [its["related"] for its in features(article(tmp_path, *texts), "inventor invented").values()] == [0, 0]

    def test_a_synonym_leaves_nothing_to_be_related(self, tmp_path: Path) -> None:
        index = article(tmp_path, "The inventor made it.", "The inventor slept.")
        found = features(index, "invented", Synonyms([["invented", "made"]]))
        assert [found[it]["related"] for it in ("The inventor made it.", "The inventor slept.")] == [0, 1]

    def test_translations_of_a_missing_word_count_by_their_probability(self, tmp_path: Path) -> None:
        lexicon = Lexicon({"die": ("death=0.500 kill=0.250 oak=0.100", "")})
        texts = ("A death, and they kill.", "The oak had died a death.", "The oak fell.", "No death here.")
        found = features(article(tmp_path, *texts), "oak died", lexicon=lexicon)
        die = math.log(1 + 3.5 / 1.5)
        share = die / (die + math.log(1 + 2.5 / 2.5))
        assert [found[it]["translation"] for it in texts] == [
            pytest.approx(share * math.log(1 + 100 * 0.75)),
            0,  # it has the word itself
            0,  # "oak" is asked for
            pytest.approx(share * math.log(1 + 100 * 0.5)),
        ]


class TestAffinity:
    """Words and cues that go with the question's."""

    def test_affinities_of_all_words_add_up_over_what_is_new(self, tmp_path: Path) -> None:
        lexicon = Lexicon({"oak": ("", "tree=0.50 fall=-0.25 arden=9.00"), "arden": ("", "tree=0.25 <year>=1.00")})
        its = first(tmp_path, "oak of Arden", "A tree of Arden will fall in 1999.", lexicon=lexicon)
        assert its["affinity"] == pytest.approx(0.5 + 0.25 - 0.25 + 1)
        news = {"a", "tree", "of", "will", "fall", "in", "1999", "<year>"}
        assert its["affinity_mean"] == pytest.approx(its["affinity"] / (3 + len(news)))

    def test_the_kind_of_answer_has_affinities_of_its_own(self, tmp_path: Path) -> None:
        lexicon = Lexicon({"#date": ("", "<year>=1.50 in=0.50 oak=9.00"), "#place": ("", "in=9.00")})
        its = first(tmp_path, "when did the oak fall?", "the oak fell in 1999.", lexicon=lexicon)
        news = {"the", "in", "1999", "<year>"}
        assert its["answer_kind"] == pytest.approx(2 / (3 + len(news)))
        assert its["affinity"] == 0

    @pytest.mark.parametrize(
        ("question", "text", "holds"),
        [
            ("When did Xi speak?", "Xi spoke on Wednesday.", True),
            ("When did Xi speak?", "Xi spoke in April.", True),
            ("When will Xi be neutral?", "Xi will be neutral by 2060.", True),
            ("When did Xi speak?", "Xi spoke five times.", False),
            ("When did Xi speak?", "Xi may speak and then march.", False),
            ("When on Wednesday did Xi speak?", "Xi spoke on Wednesday.", False),
            ("What year did Xi speak?", "Xi spoke on Wednesday.", False),
            ("What year did Xi speak?", "Xi spoke in 1999.", True),
            ("How long did Xi speak?", "Xi spoke for five hours.", True),
            ("How long did Xi speak?", "Xi spoke five times.", False),
            ("How many times did Xi speak?", "Xi spoke five times.", True),
            ("How much will Xi cut?", "Xi will cut 50-52 per cent.", True),
            ("How much will Xi cut by 2030?", "Xi will cut much by 2030.", False),
            ("How many times did Xi speak?", "Xi spoke of Cop26.", False),
            ("How far did Xi go?", "Xi went 7 km.", True),
            ("What is the price for Xi?", "Xi has it for $7.", True),
            ("What is the price for Xi?", "Xi has it for 7 apples.", False),
            ("What percentage did Xi cut?", "Xi cut 7%.", True),
            ("What percentage did Xi cut?", "Xi cut 7 apples.", False),
            ("Who met Xi?", "Xi met John Kerry.", True),
            ("Who met Xi?", "Yesterday he met Xi.", True),  # "Yesterday" might be a name
            ("Who met Xi?", "The ministers met Xi.", False),
            ("Who met Xi?", "Xi says that He met him.", False),
            ("Where did Xi speak?", "Xi spoke in Shanghai.", True),
            ("Where did Xi speak?", "Xi spoke in time.", False),
            ("Which company met Xi?", "Xi met Apple.", True),
            ("What did Xi say?", "Xi met John Kerry on Wednesday at 5.", False),  # nothing of a kind is asked for
        ],
    )
    def test_a_cue_of_what_is_asked_for_counts_unless_the_question_holds_it(
        self,
        tmp_path: Path,
        question: str,
        text: str,
        holds: bool,  # noqa: FBT001  (a parameter)
    ) -> None:
        assert first(tmp_path, question, text)["answer_sign"] == holds

    def test_every_cue_asked_for_is_one_that_a_sentence_can_have(self) -> None:
        wanted = {cue for cues in ANSWER_CUES.values() for cue in cues}
        text = "Ann met Bo Li in Rome, by Ann, on Friday in May 1999, for $7, 8%, ten million; 7 km, five days, weeks."
        assert wanted - sentence_cues(text).new_cues(frozenset()) == set()


@pytest.mark.parametrize(
    "question",
    [
        "what did Xi pledge?",
        "When is the summit?",
        "how many countries pledged it",
        "Who is John Kerry?",
        "rugby and China",
        "US 50-52",
    ],
)
def test_shares_are_within_0_and_1_and_all_values_are_finite(question: str) -> None:
    unbounded = {"document_count", "length", "place", "translation", "affinity", "affinity_mean", "answer_kind"}
    found = features(index_of(SEEDS), question)
    assert found
    for its in found.values():
        assert all(map(math.isfinite, its.values()))
        assert {name for name, value in its.items() if not -1e-12 <= value <= 1 + 1e-12} <= unbounded
    assert max(its["bm25"] for its in found.values()) == 1
