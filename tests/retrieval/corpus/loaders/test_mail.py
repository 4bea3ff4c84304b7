"""Mail: EML and mbox."""

from email.message import EmailMessage
from io import BytesIO

import pytest

from retrieval.corpus.loaders import LOADERS, ReadingOptions
from retrieval.models import Document, Skipped


def message(text: str = "Kerry arrived.\n", **headers: str) -> EmailMessage:
    """Return a message with this text."""
    mail = EmailMessage()
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def load(data: bytes, suffix: str = ".eml", options: ReadingOptions | None = None) -> list[Document | Skipped]:
    """Load a file of these bytes."""
    return list(LOADERS[suffix](BytesIO(data), f"mail{suffix}", options or ReadingOptions()))


def document(data: bytes) -> Document:
    """Load a message that can be read."""
    [item] = load(data)
    assert isinstance(item, Document), item
    return item


def test_a_message_tells_title_author_and_date() -> None:
    headers = {"Subject": "Talks in “Shanghaï”", "From": "Lée, Ann <ann@example.org>"}
    headers |= {"Date": "Wed, 14 Apr 2021 10:30:00 -0000", "To": "list@example.org", "Message_ID": "<1@example.org>"}
    headers["From"] = '"Lée, Ann" <ann@example.org>'
    assert document(bytes(message("Kerry arrived.\nHe left.\n", **headers))) == Document(
        id="mail.eml",
        text="Kerry arrived.\nHe left.",
        title="Talks in “Shanghaï”",
        published="2021-04-14T10:30:00+00:00",
        author="Lée, Ann",
    )


def test_plain_text_goes_before_html_and_attachments_are_left_out() -> None:
    mail = message("Plain words.\n", Subject="Talks")
    mail.add_alternative("<p>Words of a page.</p>", subtype="html")
    mail.add_attachment("Attached words.", filename="a.txt")
    assert document(bytes(mail)).text == "Plain words."


def test_html_alone_is_read_as_what_it_shows() -> None:
    mail = EmailMessage()
    mail.set_content("<html><style>p {}</style><p>Kerry &amp; Xie met.</p><p>They left.</p>", subtype="html")
    assert document(bytes(mail)).text == "Kerry & Xie met.\n\nThey left."


@pytest.mark.parametrize(
    "introduction",
    [
        "On Tue, 13 Apr 2021 at 10:30, Bob <bob@example.org> wrote:\n",
        "On Tue, 13 Apr 2021 at 10:30, Bob Bobson\nwrote:\n",
        "",
    ],
)
def test_what_is_quoted_and_the_signature_are_left_out(introduction: str) -> None:
    quoted = f"{introduction}> Does it begin?\n> > Who knows?\n"
    text = f"It begins today.\n\n{quoted}\nBring this:\n a pen.\n-- \nAnn Lee\nOffice 7\n"
    assert document(bytes(message(text))).text == "It begins today.\n\nBring this:\na pen."


def test_the_original_below_an_answer_is_left_out() -> None:
    assert document(bytes(message("Yes.\n\n-----Original Message-----\nFrom: Bob\nDoes it?\n"))).text == "Yes."


def test_lines_wrapped_for_the_way_are_joined() -> None:
    data = b"Content-Type: text/plain; format=flowed\n\nKerry \narrived \ntoday.\nHe left.\n-- \nAnn\n"
    assert document(data).text == "Kerry arrived today.\nHe left."


@pytest.mark.parametrize("declared", [b"; charset=cp1252", b"", b"; charset=nonsense", b"; charset=utf-8"])
def test_a_wrong_or_missing_encoding_is_detected(declared: bytes) -> None:
    text = "Le président a annoncé mercredi la réforme après l'été à l'Élysée."
    assert document(b"Content-Type: text/plain" + declared + b"\n\n" + text.encode("cp1252")).text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"Subject: x\n\n", "is empty"),
        (b"Subject: x\n\n> quoted\n", "has no words of its own"),
        (b"Content-Type: image/png\n\nabc", "has no part that is text"),
    ],
)
def test_a_message_without_words_of_its_own_is_told(data: bytes, reason: str) -> None:
    assert load(data) == [Skipped("mail.eml", reason)]


@pytest.mark.parametrize(
    "header",
    [
        b"Date: Wed, 99 Foo 2021",
        b"From: " + b"<" * 500,
        b"Subject: =?utf-8?b?!!!?=",
        b"From: a@\r",
        b"Subject: " + b"a " * 50_000,
    ],
)
def test_a_broken_header_costs_nothing_but_itself(header: bytes) -> None:
    assert document(header + b"\n\nKerry arrived.\n").text == "Kerry arrived."


def envelope(*messages: bytes) -> bytes:
    """Return an mbox."""
    return b"".join(b"From ann@example.org Wed Apr 14 10:30:00 2021\n" + message + b"\n" for message in messages)


def test_every_message_of_an_mbox_is_a_document_under_its_id() -> None:
    data = envelope(
        bytes(message("One.\n\n>From here on.\nFrom there, too.\n\nFrom now on.\n", Message_ID="<1@example.org>")),
        bytes(message("> Only quoted.\n")),
        bytes(message("Three.\n")),
    )
    first, skipped, third = load(data, ".mbox")
    assert isinstance(first, Document)
    assert (first.id, first.text) == ("1@example.org", "One.\n\nFrom here on.\nFrom there, too.\n\nFrom now on.")
    assert skipped == Skipped("mail.mbox", "message 2 has no words of its own")
    assert isinstance(third, Document)
    assert third.id == "mail.mbox#3"


def test_a_message_that_is_too_large_is_told_by_its_number() -> None:
    data = envelope(bytes(message("One.\n")), b"\n" + b"x" * 300_000 + b"\n", bytes(message("Three.\n")))
    items = load(data, ".mbox", ReadingOptions(largest_record=1000))
    assert items[1] == Skipped("mail.mbox", "message 2 is larger than 1000 bytes (largest_record)")
    assert [item.id for item in items if isinstance(item, Document)] == ["mail.mbox#1", "mail.mbox#3"]
