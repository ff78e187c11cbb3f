"""Longshore: run an Azure Service Bus plan on your machine."""
