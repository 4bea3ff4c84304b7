"""The marker of texts that stand in Python, such as the summary of a command."""


def gettext_noop(text: str) -> str:
    """Return the text as it is; extraction finds the call. The text is plain, not HTML, and is translated where shown.

    A value is a placeholder, `%(name)s`; beside one, a percent sign is written `%%`.
    """
    return text
