"""Evaluation over a labelled question set: retrieval metrics, calibration and answer decisions."""

from retrieval.evaluation.candidate_lists import CandidateList, ListedCandidate, read_lists
from retrieval.evaluation.decisions import Decisions, ReliabilityBin, TradeOff, trade_off
from retrieval.evaluation.evaluation import Evaluation, Figures, Group, evaluate, judge
from retrieval.evaluation.list_ranking import ListEvaluation, RankedList, judge_lists, rank_lists, write_corpus
from retrieval.evaluation.metrics import Estimate, auroc, reciprocal_rank, success
from retrieval.evaluation.outcomes import Outcome, first_relevant, outcome_of
from retrieval.evaluation.questions import Documents, Gold, Question, read_questions

__all__ = [
    "CandidateList",
    "Decisions",
    "Documents",
    "Estimate",
    "Evaluation",
    "Figures",
    "Gold",
    "Group",
    "ListEvaluation",
    "ListedCandidate",
    "Outcome",
    "Question",
    "RankedList",
    "ReliabilityBin",
    "TradeOff",
    "auroc",
    "evaluate",
    "first_relevant",
    "judge",
    "judge_lists",
    "outcome_of",
    "rank_lists",
    "read_lists",
    "read_questions",
    "reciprocal_rank",
    "success",
    "trade_off",
    "write_corpus",
]
