"""Writes the file of each format: `python -m tests.retrieval.store.analysis.make_files`.

They are committed, since libraries write other bytes with every version. Write them again only to add to them.
"""

import gzip
import io
import json
import mailbox
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import docx
from fpdf import FPDF

FILES = Path(__file__).parent / "files"

TITLE = "Harbour of Larvik opens in 2031"
PARAGRAPHS = """
The Coastal Works Agency (CWA) opened a harbour in Larvik on 4 May 2031. It cost $3.5 million,\
 i.e. 12% more than planned. Dr. Moe of the C.W.A. paid the last bill.
“We never doubted it,” said Ann O'Neil, who didn't attend. Was it worth the money? The mayor's office hasn't answered!
Ships from St. Petersburg may land there, e.g. ferries and well-known trawlers. See https://example.org/larvik for more.
""".strip().splitlines()
GERMAN = "Die Fähre fährt täglich um 7.30 Uhr nach Süden. Über 40 Gäste fanden Platz."
CHINESE = "港口今天开放。第一艘船从奥斯陆来。"
_LIST = ("a pier of 200 m", "two cranes", "a café")
_WHEN = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
_ZIP_TIME = (2031, 5, 4, 9, 30, 0)


def main() -> None:
    """Write all files."""
    FILES.mkdir(exist_ok=True)
    text = "\n\n".join((TITLE, *PARAGRAPHS, GERMAN, CHINESE))
    _write("plain.txt", text.encode())
    _write("windows-1252.txt", "\r\n\r\n".join((*PARAGRAPHS, GERMAN)).encode("cp1252"))
    front = f"---\ntitle: {TITLE}\ndate: 2031-05-04\nauthor: Ann Moe\nlanguage: en\n---\n"
    bullets = "\n".join(f"- {it}" for it in _LIST)
    markdown = f"# {TITLE}\n\n{PARAGRAPHS[0]}\n\n## What *stands* there\n\n{bullets}\n\n> {PARAGRAPHS[1]}\n"
    _write("front-matter.md", (front + markdown).encode())
    _write("page.html", _page().encode())
    _write("letter.eml", bytes(_letter(1)))
    _write("report.pdf", _report())
    _write("report.docx", _document())
    _write("book.epub", _book())
    _write("news.rss", _rss().encode())
    _write("news.atom", _atom().encode())
    records = [
        {"id": f"r{number}", "title": TITLE, "text": it, "source": "Larvik Post", "published": f"2031-05-0{number}"}
        for number, it in enumerate((*PARAGRAPHS, CHINESE), 1)
    ]
    _write("records.jsonl", "\n".join([*map(json.dumps, records), "no JSON", '{"id": "empty", "text": ""}']).encode())
    for name, separator in (("table.csv", ","), ("table.tsv", "\t")):
        rows = [("id", "title", "text"), *((it["id"], it["title"], it["text"].replace('"', '""')) for it in records)]
        _write(name, "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows).encode())
    _write("letters.mbox", _letters())
    _write("plain.txt.gz", gzip.compress(text.encode(), mtime=0))
    _write("archive.zip", _zip({"one.txt": PARAGRAPHS[0], "in/two.md": markdown, "in/none.xyz": "?"}))


def _write(name: str, data: bytes) -> None:
    (FILES / name).write_bytes(data)


def _page() -> str:
    article = "".join(f"<p>{it}</p>" for it in PARAGRAPHS)
    items = "".join(f"<li>{it}</li>" for it in _LIST)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{TITLE} | Larvik Post</title>'
        '<meta name="author" content="Ann Moe"><meta property="article:published_time" content="2031-05-04">'
        '<link rel="canonical" href="https://example.org/larvik"></head><body>'
        '<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
        f"<main><article><h1>{TITLE}</h1>{article}<h2>What stands there</h2><ul>{items}</ul>"
        "<table><tr><th>Pier</th><th>Length</th></tr><tr><td>North</td><td>200 m</td></tr></table></article></main>"
        "<aside>Read also: Ten towns by the sea</aside><footer>All rights reserved.</footer></body></html>"
    )


def _letter(number: int) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = f"{TITLE} ({number})"
    letter["From"] = "Ann Moe <ann@example.org>"
    letter["Date"] = _WHEN
    letter["Message-ID"] = f"<{number}@example.org>"
    letter.set_content("\n\n".join((*PARAGRAPHS, GERMAN)))
    return letter


def _letters() -> bytes:
    lines = []
    for number in (1, 2):
        letter = mailbox.mboxMessage(_letter(number))
        lines.append(b"From ann@example.org Sun May  4 09:30:00 2031\n" + bytes(letter) + b"\n")
    return b"".join(lines)


def _report() -> bytes:
    pdf = FPDF()
    pdf.set_creation_date(_WHEN)
    pdf.set_title(TITLE)
    pdf.set_author("Ann Moe")
    for paragraph in PARAGRAPHS:
        pdf.add_page()
        pdf.set_font("times", "", 11)
        pdf.multi_cell(0, 5.5, paragraph.translate(str.maketrans("“”", '""')))
    return bytes(pdf.output())


def _document() -> bytes:
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.created = TITLE, "Ann Moe", _WHEN.replace(tzinfo=None)
    document.add_heading(TITLE)
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    for item in _LIST:
        document.add_paragraph(item, style="List Bullet")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _book() -> bytes:
    container = (
        '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">larvik</dc:identifier>'
        f"<dc:title>{TITLE}</dc:title><dc:creator>Ann Moe</dc:creator><dc:language>en</dc:language></metadata>"
        "<manifest>"
        + "".join(f'<item id="c{it}" href="{it}.xhtml" media-type="application/xhtml+xml"/>' for it in (1, 2))
        + '</manifest><spine><itemref idref="c1"/><itemref idref="c2"/></spine></package>'
    )
    chapters = {
        f"{number}.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Chapter</title></head><body>'
        f"<h1>Chapter {number}</h1><p>{paragraph}</p></body></html>"
        for number, paragraph in enumerate(PARAGRAPHS[:2], 1)
    }
    first = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "book.opf": package}
    return _zip(first | chapters)


def _rss() -> str:
    items = "".join(
        f"<item><title>{TITLE}</title><guid>n{number}</guid><link>https://example.org/{number}</link>"
        f"<pubDate>Sun, 04 May 2031 09:30:00 GMT</pubDate><description><![CDATA[<p>{it}</p>]]></description></item>"
        for number, it in enumerate(PARAGRAPHS)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Larvik Post</title>{items}</channel></rss>'


def _atom() -> str:
    entries = "".join(
        f"<entry><title>{TITLE}</title><id>n{number}</id><updated>2031-05-04T09:30:00Z</updated>"
        f'<content type="text">{it}</content></entry>'
        for number, it in enumerate(PARAGRAPHS)
    )
    head = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Larvik Post</title>'
    return f"{head}{entries}</feed>"


def _zip(members: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content)
    return file.getvalue()


if __name__ == "__main__":
    main()
