"""Tests of training, on small labelled sets."""
