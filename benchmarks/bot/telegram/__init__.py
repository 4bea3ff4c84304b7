"""Benchmark of the Telegram service and its peers: crashes, throughput, latency, backlog, shutdown, faults."""
