"""How the ranking's weights and lexicon are trained on labelled questions; the bot itself does not need this."""
