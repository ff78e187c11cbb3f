"""A plan document in Markdown, as people write one, made a plan file.

    Markdown  ->  blocks  ->  keys and values  ->  facts  ->  the plan's text

Readers of blocks know nothing of each other: each yields facts, values at a path of the plan with the line
that says so, or remarks on what it could not use. What the document says and the plan has no place for is
never dropped in silence.
"""

from longshore.documents.facts import Standing
from longshore.documents.reading import Imported, Leftover, is_document, read_document

__all__ = ["Imported", "Leftover", "Standing", "is_document", "read_document"]
