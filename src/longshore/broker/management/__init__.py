"""`<entity>/$management`: everything that is no sending, receiving or settling on a link.

[ASB AMQP request-response] A request names its operation in the application property `operation` and has a
map as its body; the answer has a status and, mostly, a map. `node` takes requests and looks operations up in
one table; each of the other modules holds operations that belong together.

    node         dispatch, rights, answers
    arguments    what stands in a request's body
    scope        the entity that an operation is about
    locks        renew-lock, renew-session-lock, update-disposition
    sessions     get- and set-session-state, get-message-sessions
    messages     peek, receive by sequence number, schedule, cancel, batch delete
    rules        add, remove, enumerate
    extras       what Azure has not: delete one message, move a dead letter back
"""
