"""Fixtures shared by the tests of retrieval."""

import pytest

# A contract's asserts stand in no test module; without this a failing one would not say what it compared.
pytest.register_assert_rewrite("tests.retrieval.corpus.loaders.contract", "tests.retrieval.search.contract")
