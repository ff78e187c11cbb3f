"""What Azure would refuse, change in silence, or leave undone of a plan: found, explained, resolved.

    plan file -> Draft -> every rule -> Finding, at its line     check.py
    Finding.edits -> the plan's text, again until none is left   resolve.py

Each rule is one file under `rules/`, with an example that it finds something in and one where it does not.
"""
