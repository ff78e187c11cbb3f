"""Service Bus as its documentation tells of it: lists and linear scans, nothing clever.

What a commit has not yet decided is marked with the commit it waits for; it comes true with `disk.succeed`,
and is as if it had never been with `disk.fail`. The engine must do the same, faster.
"""
