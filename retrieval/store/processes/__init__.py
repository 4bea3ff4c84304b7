"""Worker processes that read and analyse a corpus."""
