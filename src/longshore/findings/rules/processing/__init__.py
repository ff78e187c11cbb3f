"""Rules about how long jobs may take, and what is sent to them."""
