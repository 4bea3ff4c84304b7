"""JSON Lines."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Document, Skipped
from tests.retrieval.corpus.loaders.contract import LoaderContract


class TestJsonLines(LoaderContract):
    """A line of a `.jsonl` file is a document."""

    suffix = ".jsonl"

    def file_of(self, text: str) -> str:
        return json.dumps({"id": "one", "text": text}, ensure_ascii=False)

    def line_reason(self, line: str) -> str:
        """Return why a line is skipped, having seen that those around it are kept."""
        before, item, after = self.load(f'{{"id": "a", "text": "A."}}\n{line}\n{{"id": "b", "text": "B."}}\n')
        assert isinstance(before, Document)
        assert isinstance(item, Skipped)
        assert isinstance(after, Document)
        assert item.path == self.path
        assert item.reason.startswith("line 2 ")
        return item.reason.removeprefix("line 2 ")

    @pytest.mark.parametrize("broken", [b"caf\xe9", b"\xf0\x9f", b"\xff"])
    def test_a_line_with_a_broken_character_is_told_and_the_rest_kept(self, broken: bytes) -> None:
        good = [f'{{"id": "{number}", "text": "Café number {number}."}}'.encode() for number in range(5)]
        bad = b'{"id": "bad", "text": "' + broken + b'"}'
        *before, item, last = self.load(b"\n".join([*good[:4], bad, good[4]]))
        assert [it.id for it in (*before, last) if isinstance(it, Document)] == ["0", "1", "2", "3", "4"]
        assert isinstance(item, Skipped)
        assert (
            item.reason
            == f"line 5 is UTF-8 with a broken character at its byte {len(bad) - len(broken.lstrip(b'caf')) - 2}"
        )

    def test_a_zero_byte_spoils_its_line_alone(self) -> None:
        assert self.line_reason('{"id": "x", "text": "a\0b"}').startswith("is not valid JSON")

    def test_a_line_tells_id_text_title_date_source_and_address(self) -> None:
        line = {
            "id": "ap/1",
            "text": "Kerry arrived.",
            "title": "Talks",
            "published": "2021-04-14",
            "source": "AP",
            "url": "https://example.org/1",
            "unknown": [{}],
        }
        assert self.document(json.dumps(line)) == Document(
            id="ap/1",
            text="Kerry arrived.",
            title="Talks",
            published="2021-04-14",
            source="AP",
            url="https://example.org/1",
        )

    @given(st.text().filter(lambda text: any(map(str.isalnum, text))))
    def test_the_text_is_the_field_to_the_letter(self, text: str) -> None:
        for ensure_ascii in (True, False):
            line = json.dumps({"id": "one", "text": text}, ensure_ascii=ensure_ascii)
            assert self.document(line).text == text

    @pytest.mark.parametrize(("told", "code"), [("en-GB", "en"), ("EN_us", "en"), ("deu", "de"), ("", None)])
    def test_a_language_is_kept_as_its_code(self, told: str, code: str | None) -> None:
        [document] = self.load(json.dumps({"id": "a", "text": "A.", "language": told}))
        assert isinstance(document, Document)
        assert document.language == code

    def test_blanks_and_line_ends_of_a_text_are_kept(self) -> None:
        text = " \r\n Kerry\u2028arrived.\x85He\x0bleft. \r\n"
        assert self.document(json.dumps({"id": "one", "text": text}, ensure_ascii=False)).text == text

    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n", "\r\n \t\r\n"])
    def test_lines_are_read_in_order_and_blank_ones_passed_over(self, line_end: str) -> None:
        lines = [f'{{"id": "{name}", "text": "Text {name}."}}' for name in "cab"]
        documents = self.load(line_end.join(lines) + line_end)
        assert [it.id for it in documents if isinstance(it, Document)] == ["c", "a", "b"]
        assert len(documents) == 3

    def test_lines_are_numbered_as_an_editor_numbers_them(self) -> None:
        """A line separator within a string begins no line."""
        file = '{"id": "a", "text": "A\u2028B"}\n\n{"id": "b", "text": "B\x85C"}\r\nbad\n'
        assert [it.reason[:7] for it in self.load(file) if isinstance(it, Skipped)] == ["line 4 "]

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ('{"id": "x"}', "has no text"),
            ('{"id": "x", "text": null}', "has no text"),
            ('{"id": "x", "text": 5}', "has a text that is not a string"),
            ('{"id": "x", "text": ["Kerry"]}', "has a text that is not a string"),
            ('{"id": "x", "text": ""}', "has a text without words"),
            ('{"id": "x", "text": " *** "}', "has a text without words"),
            ('{"text": "Kerry"}', "has no id"),
            ('{"id": null, "text": "Kerry"}', "has no id"),
            ('{"id": " ", "text": "Kerry"}', "has no id"),
            ('{"id": true, "text": "Kerry"}', "id is not text: True"),
            ('{"id": ["x"], "text": "Kerry"}', "id is not text: ['x']"),
            ('{"id": "x", "text": "Kerry", "title": {}}', "title is not text: {}"),
            ('{"id": "x", "text": "Kerry", "published": [1]}', "published is not text: [1]"),
            ('["x", "Kerry"]', 'is not an object {"id": …, "text": …}'),
            ('"Kerry"', 'is not an object {"id": …, "text": …}'),
            ("null", 'is not an object {"id": …, "text": …}'),
            ('{"id": "x", "text": "\\ud83d Kerry"}', "text holds an unpaired surrogate at character 0"),
            ('{"id": "x\\udc00", "text": "Kerry"}', "id holds an unpaired surrogate at character 1"),
            ('{"id": "x", "text": "Kerry", "url": "\\ud800"}', "url holds an unpaired surrogate at character 0"),
        ],
    )
    def test_a_bad_line_is_told_by_its_number_and_the_rest_kept(self, line: str, reason: str) -> None:
        assert self.line_reason(line) == reason

    @pytest.mark.parametrize(
        "line",
        [
            '{"id": "x", "text": "Kerry"',
            "Kerry arrived.",
            '{"id": "x", "text": "Kerry"} {}',
            "{'id': 'x', 'text': 'Kerry'}",
            pytest.param('{"id": "x", "text": ' + "[" * 100_000, id="deeply nested"),
            pytest.param('{"id": ' + "9" * 5000 + ', "text": "Kerry"}', id="endless number"),
        ],
    )
    def test_a_line_that_is_no_json_is_told_by_its_number_and_the_rest_kept(self, line: str) -> None:
        reason = self.line_reason(line)
        assert reason.startswith("is not valid JSON: ")
        assert "\n" not in reason

    @pytest.mark.parametrize(("written", "document_id"), [("17", "17"), ('"17"', "17"), ("-1", "-1")])
    def test_an_id_may_be_a_number(self, written: str, document_id: str) -> None:
        assert self.document(f'{{"id": {written}, "text": "Kerry arrived."}}').id == document_id

    @pytest.mark.parametrize("name", ["published", "date"])
    @pytest.mark.parametrize(
        ("written", "published"),
        [
            ("2021-04-14", "2021-04-14"),
            ("2021-04-14T10:30:00Z", "2021-04-14T10:30:00+00:00"),
            ("2021-04-14T10:30:00+09:00", "2021-04-14T10:30:00+09:00"),
            ("2021-04-14T10:30:00.250", "2021-04-14T10:30:00.250000+00:00"),
            ("2021-02-30", "2021-02-30"),
            ("2021-04-14 10:30", "2021-04-14T10:30:00+00:00"),
            ("Wed, 14 Apr 2021 10:30:00 GMT", "2021-04-14T10:30:00+00:00"),
            ("last  Wednesday", "last Wednesday"),
            ("1 Jan 99999999999999 00:00:00", "1 Jan 99999999999999 00:00:00"),
            (" ", None),
        ],
    )
    def test_a_date_is_read_where_it_can_be_and_else_kept(self, name: str, written: str, published: str | None) -> None:
        assert self.document(json.dumps({"id": "x", "text": "Kerry", name: written})).published == published

    def test_date_stands_in_where_published_is_blank(self) -> None:
        line = {"id": "x", "text": "Kerry", "published": "", "date": "2021-04-14"}
        assert self.document(json.dumps(line)).published == "2021-04-14"

    def test_each_bad_line_of_many_has_its_reason(self) -> None:
        items = self.load('bad\n{"id": "a", "text": "A."}\n{"id": "b"}\n')
        assert [type(item) for item in items] == [Skipped, Document, Skipped]
