"""The tests; they mirror `retrieval/`, `config/` and `bot/`."""
