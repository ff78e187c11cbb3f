"""One reader each, with its promise at the head of its file."""
