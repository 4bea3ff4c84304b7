"""Tests of what is known of words."""
