"""Measuring a ranking: the reader of labelled sets, the metrics, the whole."""
