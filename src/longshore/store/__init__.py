"""What is durable: one SQLite file per namespace, written by one connection, one transaction per batch.

`batch` gathers facts and is pure; `database` opens the file; `writer` turns a batch into SQL; `recovery`
reads everything back but the bodies, which `paging` fetches when they are due. Knows nothing of queues.
"""
