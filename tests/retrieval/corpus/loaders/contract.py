"""The contract of every loader."""

from abc import ABC, abstractmethod
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.loaders import LOADERS, ReadingOptions
from retrieval.models import Document, Skipped

ARTICLE = "“Both sides should talk,” Mr Wang said.\nChina’s café at 2°C – the world’s first – was full.\n"
FRENCH = (
    "Le président a annoncé mercredi la réforme après l'été à l'Élysée. Les députés européens ont été reçus à "
    "Paris; la présidente du comité a déclaré qu'elle espérait un accord avant la fin de l'année.\n"
)


class LoaderContract(ABC):
    """To be inherited by the tests of a loader."""

    suffix: str
    options = ReadingOptions()

    @abstractmethod
    def file_of(self, text: str) -> str:
        """Return a file of the loader's format whose one document has this text."""

    def load(self, data: bytes | str) -> list[Document | Skipped]:
        """Load a file of these bytes, or of this text in UTF-8."""
        return list(
            LOADERS[self.suffix](BytesIO(data.encode() if isinstance(data, str) else data), self.path, self.options)
        )

    @property
    def path(self) -> str:
        """Where in the corpus the file is."""
        return f"folder/article{self.suffix}"

    def document(self, data: bytes | str) -> Document:
        """Load a file that holds one document."""
        [document] = self.load(data)
        assert isinstance(document, Document), document
        return document

    def reason(self, data: bytes | str) -> str:
        """Load a file of which nothing can be used, and return why."""
        [skipped] = self.load(data)
        assert isinstance(skipped, Skipped), skipped
        assert skipped.path == self.path
        return skipped.reason

    def test_a_real_file_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / f"article{self.suffix}"
        path.write_bytes(self.file_of(ARTICLE).encode())
        with path.open("rb") as file:
            [document] = LOADERS[self.suffix](file, "article", self.options)
        assert isinstance(document, Document)
        assert ARTICLE in document.text

    @pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" ", b"\r\n \t\r\n", b"\n\n\n"])
    def test_a_file_without_text_is_skipped_as_empty(self, data: bytes) -> None:
        assert self.reason(data) == "is empty"

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(bytes(range(256)), id="every byte"),
            pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", id="PNG"),
            pytest.param(b"\x1f\x8b\x08\x00\x12\x34\x56\x60\x00\x03\xcb\x48\xcd\xc9\xc9\xd7", id="gzip"),
        ],
    )
    def test_a_file_that_is_not_text_is_skipped(self, data: bytes) -> None:
        assert self.reason(data) == "is not text"

    def test_a_byte_order_mark_is_no_part_of_the_text(self) -> None:
        file = self.file_of(ARTICLE)
        assert self.load(file.encode("utf-8-sig")) == self.load(file)

    def test_line_ends_are_kept_as_they_are(self) -> None:
        text = "First line.\r\nSecond line.\r\n\r\nThird\rline.\n"
        assert self.document(self.file_of(text)).text.endswith(text)

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
    def test_utf_16_and_32_are_known_by_their_byte_order_mark(self, encoding: str) -> None:
        file = self.file_of(ARTICLE)
        assert self.load(file.encode(encoding)) == self.load(file)

    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            (ARTICLE, "cp1252"),
            (FRENCH, "cp1252"),
            (FRENCH, "latin-1"),
            ("It cost £5 a day, said the minister. Prices rose again in the spring.\n", "cp1252"),
            ("The fund will spend €20 million, the minister said on Tuesday.\n", "cp1252"),
            ("Na terça-feira, o governo de São Paulo anunciou a decisão.\n", "cp1252"),
            ("Her résumé was long, and the café was full.\n", "cp1252"),
            ("El año pasado, España ganó; ¿qué pasó después?\n", "cp1252"),
            ("Beyoncé’s album broke records, and so did the café—the press said.\n", "cp1252"),
            ("The Icelandic minister Guðmundsson spoke, and Þór answered.\n", "cp1252"),
            ("Forsætisráðherra Íslands sagði að það væri gott.\n", "cp1252"),
            ("Başkan, ışığın söndüğünü ve görüşmelerin sürdüğünü söyledi.\n", "cp1254"),
            ("Der Bär läuft über die Straße. Größe zählt.\n", "cp1252"),
            ("Prezydent ogłosił cel: zażółć gęślą jaźń. Rozmowy trwają.\n", "cp1250"),
            ("Президент заявил в среду, что страна сократит выбросы. Переговоры продолжатся.\n", "cp1251"),
        ],
    )
    def test_another_encoding_is_detected(self, text: str, encoding: str) -> None:
        file = self.file_of(text)
        assert self.load(file.encode(encoding)) == self.load(file)

    def test_an_article_without_title_is_called_by_its_first_line(self) -> None:
        text = "\n***\n  Climate \t talks   open \r\nKerry arrived.\n"
        assert self.document(self.file_of(text)).title == "Climate talks open"

    def test_a_first_line_that_is_long_gives_its_first_sentence_as_title(self) -> None:
        text = "Mr. Kerry is in Shanghai. He will be meeting Chinese officials until Friday, his office said at noon."
        assert self.document(self.file_of(text)).title == "Mr. Kerry is in Shanghai."

    def test_a_title_is_never_cut_within_a_word(self) -> None:
        text = "Representatives from the world's two largest economies are meeting this week, to discuss efforts on it"
        title = self.document(self.file_of(text)).title
        assert title == "Representatives from the world's two largest economies are meeting this week…"
        assert len(title) <= 80

    def test_a_title_of_one_endless_word_is_cut_all_the_same(self) -> None:
        assert self.document(self.file_of("a" * 500)).title == "a" * 79 + "…"

    @pytest.mark.parametrize("text", ["1. " + "*" * 100, "1. 2. 3. " * 20 + "\n"])
    def test_a_first_line_of_markers_alone_still_gives_a_title(self, text: str) -> None:
        title = self.document(self.file_of(text)).title
        assert title.startswith("1.")
        assert len(title) <= 80

    @given(st.one_of(st.binary(max_size=80), st.text().map(str.encode)))
    def test_whatever_the_bytes_nothing_is_raised_and_all_can_be_printed(self, data: bytes) -> None:
        items = self.load(data)
        assert items
        for item in items:
            match item:
                case Document():
                    assert item.title
                    assert any(character.isalnum() for character in item.text)
                case Skipped():
                    assert item.reason
                    assert "\n" not in item.reason
            assert str(item).encode()


class WholeFileContract(LoaderContract):
    """What a loader promises whose file is one document."""

    @pytest.mark.parametrize("data", [b"***", b"--- --- ---\n", "“…”".encode()])
    def test_a_file_without_a_word_is_skipped(self, data: bytes) -> None:
        assert self.reason(data) == "has no words"

    @pytest.mark.parametrize(
        "data",
        [b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00word/document.xml", b"text with\0a zero byte"],
    )
    def test_a_file_with_a_zero_byte_is_skipped(self, data: bytes) -> None:
        assert self.reason(data) == "is not text"

    @pytest.mark.parametrize("broken", [b"\xff", b"\xf0\x9f"])
    def test_a_broken_character_in_utf8_is_told_with_its_place(self, broken: bytes) -> None:
        file = self.file_of(ARTICLE).encode()
        assert self.reason(file + broken) == f"is UTF-8 with a broken character at byte {len(file)}"

    def test_one_torn_character_is_not_taken_for_another_encoding(self) -> None:
        file = self.file_of("A plain article.\n").encode()
        assert self.reason(file + b"\xf0\x9f.") == f"is UTF-8 with a broken character at byte {len(file)}"
