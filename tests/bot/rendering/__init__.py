"""Tests of what replies look like."""
