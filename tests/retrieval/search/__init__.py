"""Tests of the engines: their common contract, and each engine."""
