"""Markdown with front matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.analysis import sentence_spans
from retrieval.models import Document, Skipped
from tests.retrieval.corpus.loaders.contract import WholeFileContract

FRONT_MATTER = "---\ntitle: Climate talks\npublished: 2021-04-14\nsource: Reuters\nurl: https://example.org/1\n---\n"

_YAML = st.sampled_from(
    [
        *(
            "title: ",
            "published: ",
            "date: ",
            "url: ",
            "\n",
            " ",
            "- ",
            "? ",
            "[",
            "]",
            "{",
            "}",
            "&a ",
            "*a",
            "'",
            '"',
        ),
        *("!!bool ", "!!int ", "!!float ", "!!timestamp ", "!!binary ", "!!set ", "!!omap ", "!<x> ", "<<: ", "= "),
        *("0x", "1:60:60", "2021-04-14", "T10:00:00", "+99:99", "|\n ", "\t", "\\ud800", "%YAML 1.1\n", "# ", ".inf"),
    ],
)


class TestMarkdown(WholeFileContract):
    """A `.md` file is its text, its front matter told apart."""

    suffix = ".md"

    def file_of(self, text: str) -> str:
        return text

    def test_front_matter_may_tell_author_and_language(self) -> None:
        for front_matter, author, language in (
            ("author: Ann Lee\nlanguage: en-GB", "Ann Lee", "en"),
            ("author: [Ann Lee, Bo Ek]\nlanguage: no", "Ann Lee, Bo Ek", "no"),  # which is false in YAML
            ("author: {name: Ann}\nlanguage: [en]", None, None),
        ):
            [document] = self.load(f"---\n{front_matter}\n---\nXi spoke.")
            assert isinstance(document, Document)
            assert (document.author, document.language) == (author, language)

    def test_front_matter_tells_title_date_source_and_address(self) -> None:
        document = self.document(FRONT_MATTER + "Kerry arrived.\n")
        assert document.title == "Climate talks"
        assert document.published == "2021-04-14"
        assert document.source == "Reuters"
        assert document.url == "https://example.org/1"
        assert document.id == "folder/article.md"

    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    def test_offsets_count_the_whole_file_and_front_matter_is_never_quoted(self, line_end: str) -> None:
        file = (FRONT_MATTER + "# Heading\n\nKerry arrived. He left.\n").replace("\n", line_end)
        document = self.document(file)
        assert document.text == file
        quoted = [file[span.start : span.end] for span in sentence_spans(document.text, document.body)]
        assert quoted == ["Heading", "Kerry arrived.", "He left."]

    def test_a_title_missing_in_front_matter_is_the_first_line_below_it(self) -> None:
        assert self.document("---\nsource: Reuters\n---\n\n## Talks open\n\nKerry arrived.\n").title == "Talks open"

    def test_front_matter_may_end_in_dots(self) -> None:
        document = self.document("---\ntitle: Talks\n...\nKerry arrived.\n")
        assert (document.title, document.text[document.body :]) == ("Talks", "Kerry arrived.\n")

    def test_empty_front_matter_is_no_part_of_the_body(self) -> None:
        document = self.document("---\n\n---\nKerry arrived.\n")
        assert (document.title, document.text[document.body :]) == ("Kerry arrived.", "Kerry arrived.\n")

    @pytest.mark.parametrize("value", ["", "''", "'  '", "~"])
    def test_a_blank_field_counts_as_absent(self, value: str) -> None:
        document = self.document(f"---\ntitle: {value}\nsource: {value}\npublished: {value}\n---\nKerry arrived.\n")
        assert (document.title, document.source, document.published) == ("Kerry arrived.", None, None)

    def test_a_field_over_several_lines_becomes_one(self) -> None:
        assert self.document("---\ntitle: |\n  Talks\n  open\n---\nKerry arrived.\n").title == "Talks open"

    def test_a_number_may_be_a_title(self) -> None:
        assert self.document("---\ntitle: 1984\n---\nKerry arrived.\n").title == "1984"

    @pytest.mark.parametrize(
        ("written", "published"),
        [
            ("2021-04-14", "2021-04-14"),
            ("'2021-04-14'", "2021-04-14"),
            ("20210414", "2021-04-14"),
            ("2021-04-14 10:30:00", "2021-04-14T10:30:00+00:00"),
            ("2021-04-14T10:30:00Z", "2021-04-14T10:30:00+00:00"),
            ("2021-04-14T10:30:00+09:00", "2021-04-14T10:30:00+09:00"),
            ("Wed, 14 Apr 2021 10:30:00 +0200", "2021-04-14T10:30:00+02:00"),
            ("April 2021", "April 2021"),
            ("2021", "2021"),
            ("99 Jan 99999999999999 00:00:00", "99 Jan 99999999999999 00:00:00"),
        ],
    )
    def test_a_date_is_read_where_it_can_be_and_else_kept_in_its_words(self, written: str, published: str) -> None:
        for name in ("published", "date"):
            assert self.document(f"---\n{name}: {written}\n---\nKerry arrived.\n").published == published

    def test_published_goes_before_date(self) -> None:
        file = "---\ndate: 2020-01-01\npublished: 2021-04-14\n---\nKerry arrived.\n"
        assert self.document(file).published == "2021-04-14"

    @pytest.mark.parametrize(
        "yaml",
        ["title: Talks: open", "\ttitle: Talks", "title: [", "published: 2021-13-45", "title: !!bool x", "a: !!int ''"],
    )
    def test_bad_yaml_is_told_in_one_line(self, yaml: str) -> None:
        reason = self.reason(f"---\n{yaml}\n---\nKerry arrived.\n")
        assert reason.startswith("has front matter that is not valid YAML: ")
        assert "\n" not in reason

    @pytest.mark.parametrize(
        ("yaml", "reason"),
        [
            ("title: [a, b]", "title is not text: ['a', 'b']"),
            ("source: {a: b}", "source is not text: {'a': 'b'}"),
            ("url: true", "url is not text: True"),
            ("published: [2021]", "published is not text: [2021]"),
            ('title: "\\ud800"', "title holds an unpaired surrogate at character 0"),
        ],
    )
    def test_a_field_that_is_not_text_is_named(self, yaml: str, reason: str) -> None:
        assert self.reason(f"---\n{yaml}\n---\nKerry arrived.\n") == reason

    def test_a_number_too_long_to_print_is_named(self) -> None:
        assert self.reason(f"---\ntitle: 0x{'f' * 5000}\n---\nKerry arrived.\n").startswith("title is a number")

    def test_front_matter_alone_is_no_article(self) -> None:
        assert self.reason(FRONT_MATTER) == "has no words below its front matter"
        assert self.reason(FRONT_MATTER + "\n***\n") == "has no words below its front matter"

    @pytest.mark.parametrize(
        "file",
        [
            "---\nKerry arrived.\n---\nHe left.\n",
            "---\n- Kerry arrived.\n- He left.\n---\nMore.\n",
            "---\nKerry arrived.\n",
            "Kerry arrived.\n---\ntitle: He left.\n---\n",
            "----\ntitle: x\n----\nKerry arrived.\n",
            "\n---\ntitle: x\n---\nKerry arrived.\n",
        ],
    )
    def test_a_rule_of_dashes_that_encloses_no_fields_loses_nothing(self, file: str) -> None:
        assert self.document(file).body == 0

    @given(st.lists(st.one_of(_YAML, st.text(max_size=4)), max_size=14).map("".join))
    def test_whatever_the_front_matter_nothing_is_raised(self, yaml: str) -> None:
        [item] = self.load(f"---\n{yaml}\n---\nKerry arrived.\n")
        match item:
            case Document():
                assert item.title
                assert item.text[item.body :].endswith("Kerry arrived.\n")
            case Skipped():
                assert item.reason
