"""Benchmark of scale: latency, throughput, memory and indexing rate of this project and other engines."""
