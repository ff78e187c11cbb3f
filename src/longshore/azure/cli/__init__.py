"""A resolved plan as a script for bash and the Azure CLI.

The script runs from the top to the bottom in the only order that Azure takes: namespaces, private endpoints
(of the secondary first), pairing, entities, then what stands around them. It can be run again at any time.
Most commands of `az ... create` are PUT requests, which the script just repeats; what Azure or az refuses to
repeat it asks for first:

private DNS zone, link     az sends `If-None-Match: *`
private endpoint           Azure takes no new one on a namespace that is paired
pairing                    made once; afterwards Azure answers for it
role assignment            az draws a new name each time
secret                     each `set` makes a new version
rule $Default              deleted only where it is
queue that forwards        its target must be there first, and that may be a queue that forwards
"""

from longshore.azure.cli.script import az_script

__all__ = ["az_script"]
