"""Plain text."""

from hypothesis import given
from hypothesis import strategies as st

from tests.retrieval.corpus.loaders.contract import WholeFileContract


class TestText(WholeFileContract):
    """A `.txt` file is its text."""

    suffix = ".txt"

    def file_of(self, text: str) -> str:
        return text

    @given(st.text().filter(lambda text: any(map(str.isalnum, text)) and "\0" not in text and text[0] != "\ufeff"))
    def test_the_text_is_the_file_to_the_letter(self, text: str) -> None:
        assert self.document(text).text == text

    def test_the_document_is_known_by_its_path_alone(self) -> None:
        document = self.document("title: no metadata in plain text\n")
        assert document.id == "folder/article.txt"
        assert (document.source, document.published, document.url, document.body) == (None, None, None, 0)
