"""What a corpus is about: the names that most of its articles share, and questions that its statements answer."""
