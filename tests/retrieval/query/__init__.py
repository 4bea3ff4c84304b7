"""Tests of parsing questions."""
