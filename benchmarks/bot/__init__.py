"""Benchmarks of the bot: latency for people, inbox throughput, and the Telegram service under load and faults."""
