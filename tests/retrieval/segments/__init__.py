"""Tests of segments: what is written is read back."""
