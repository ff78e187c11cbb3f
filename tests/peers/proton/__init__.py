"""Scenarios for Qpid Proton, a client that knows nothing of Service Bus; they run in Debian's Python."""
