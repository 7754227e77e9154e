"""The decks: Markdown, pictures drawn with the notebooks' own plots, and what builds them."""
