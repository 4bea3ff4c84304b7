"""Tests of the benchmarks of the bot."""
