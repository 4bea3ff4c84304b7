"""The words of a corpus: how often they occur and how they are written, which are names, and how they are spelled."""
