"""The Telegram service and its peers under load: crashes, throughput, latency, backlog, stopping, faults."""
