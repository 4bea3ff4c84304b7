"""What a word is."""

import re

# A word is one of: an acronym with full stops; a number with its separators; "per cent"; "United States"; letters
# and digits, with apostrophes inside and, after a prefix that is often written apart, one hyphen.
WORD = re.compile(
    r"""
      (?=[^\W_])  # and what each sort begins with, so that the others are soon done with
    (?:
      (?: [^\W\d_]\. ){2,} (?: ['’](?i:s) (?![^\W_]) )?                # U.S.  a.m.  U.S.'s
    | \d+ (?: [.,] \d+ )+ (?![^\W_])                                  # 2.5  1,000
    | (?=[Pp]) (?i: per \s{1,2} cent ) (?![^\W_])                      # one word elsewhere
    | (?=[Uu]) (?i: united \s{1,2} states (?: \s{1,2} of \s{1,2} america )? (?: ['’]s )? ) (?![^\W_])  # the US
    | (?: (?=[ACDENPRacdenpr]) (?i: co | re | pre | non | anti | de | e ) [-‐‑] (?=[^\W\d_]{3}) )?
      LETTERS (?: ['’] LETTERS )*+
    )
    """.replace("LETTERS", r"(?>[^\W_]++[\u0300-\u036f]*+)++"),  # with the accents that stand apart
    re.VERBOSE,
)
