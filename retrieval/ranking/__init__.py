"""In which order candidates answer a question, and with what confidence the first one does."""
