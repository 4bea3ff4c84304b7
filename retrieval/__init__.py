"""Retrieval: which sentences of the articles answer a question.

A synchronous library that knows no bot: it reads articles, indexes their sentences, and ranks them.
"""
