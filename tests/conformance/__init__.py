"""What Longshore does as Azure does, and which test proves it: `python -m tests.conformance`.

docs/conformance.toml           the table, written by hand
docs/conformance-results.json   how its tests ended when they were last run, written by `recording`
docs/conformance.md             the page, written by `page` from the two
"""
