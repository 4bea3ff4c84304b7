"""Tests of the evaluation: labelled sets, metrics, and whole runs."""
