"""Shared words: durations, limits, entity descriptions, addresses, refusals. Imports nothing of ours."""
