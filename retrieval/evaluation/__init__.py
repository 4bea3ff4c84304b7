"""Evaluation over a labelled question set: retrieval metrics, calibration and answer decisions."""

from retrieval.evaluation.decisions import Decisions, ReliabilityBin, TradeOff, trade_off
from retrieval.evaluation.evaluation import Evaluation, Figures, Group, evaluate, judge
from retrieval.evaluation.metrics import Estimate, auroc, reciprocal_rank, success
from retrieval.evaluation.outcomes import Outcome, first_relevant, outcome_of
from retrieval.evaluation.questions import Documents, Gold, Question, read_questions

__all__ = [
    "Decisions",
    "Documents",
    "Estimate",
    "Evaluation",
    "Figures",
    "Gold",
    "Group",
    "Outcome",
    "Question",
    "ReliabilityBin",
    "TradeOff",
    "auroc",
    "evaluate",
    "first_relevant",
    "judge",
    "outcome_of",
    "read_questions",
    "reciprocal_rank",
    "success",
    "trade_off",
]
