"""Strange questions that people send."""

from itertools import islice, product

STRANGE = {
    "empty": "",
    "blank": " \t\n\u00a0\u3000" * 2000,
    "punctuation": "?!… “.” -",
    "much punctuation": "?!.,;-" * 1700,
    "emoji": "😀🎉👩‍👩‍👧" * 800,
    "a key held down": "a" * 10_000,
    "no blank": "abcdefghijklmnopqrstuvwxyz" * 390,
    "10,000 characters": "what did Xi pledge at the summit on climate? " * 230,
    "5,000 unknown words": " ".join(
        map("".join, islice(product("bcdfgh", "aeiou", "klmn", "aeiou", "prst", "aeiou"), 5000))
    ),
    "typos": "emmissions sumit nuetrality goverment Shangai Kery jinpng anounced carobn climat " * 125,
    "one word repeated": "China " * 1700,
    "function words": "who what when where how us it may " * 300,
    "Arabic": "ما هو تعهد الصين بشأن المناخ؟ " * 330,
    "Hebrew": "מה סין התחייבה לעשות" * 500,
    "right to left marks": "\u202ewhat did Xi\u202c pledge\u200f?",
    "Chinese": "中国承诺了什么？" * 1250,
    "French": "Quels engagements la Chine a-t-elle pris pour réduire ses émissions ? " * 140,
    "control characters": "".join(map(chr, range(32))) * 310,
    "zeros": "\0" * 10_000,
    "surrogates": "\ud800 \udfff Xi\ud83d pl\udc00edge" * 400,
    "combining marks": "e\u0301" * 5000,
    "marks upon marks": "X\u0301\u0302\u0303i" + "\u0301" * 9000,
    "a ligature of eighteen letters": "ﷺ" * 10_000,
    "a letter that grows in lower case": "İ" * 10_000,
    "digits": "1" * 10_000,
    "separators": "1," * 5000,
    "full stops": "a." * 5000,
    "apostrophes": "a'" * 5000,
    "prefixes": "re-co-de-" * 1100,
    "per": "per " * 2500,
    "markup": "<b>Xi</b> & {{ pledge }} *China* `x` " * 270,
}
"""By what is strange about them, each of about 10,000 characters where length is the point."""
