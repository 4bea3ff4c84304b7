"""Candidates to ranked hits, and how sure we are of the first."""
