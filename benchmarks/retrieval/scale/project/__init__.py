"""This project's turn of the benchmark, which processes that it starts do not import: see `multiprocessing`."""
