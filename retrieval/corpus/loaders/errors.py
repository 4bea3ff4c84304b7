"""The error of a file that cannot be used, and the messages of other errors."""


class UnusableError(Exception):
    """A file or record cannot become a document; the message is the reason shown to the operator."""


def error_text(error: Exception) -> str:
    """Return the message of an error in one line, or the name of its class."""
    return " ".join(str(error).split()) or type(error).__name__
