"""The parts of `edited`: what edits come to, how a text is laid out, and the patches that change it."""
