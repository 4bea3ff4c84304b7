"""The second stage: ranks the candidates of the first by trained weights, and estimates a confidence."""
