"""How the ranking's weights and lexicon are made from labelled questions; the program itself does not need this."""
