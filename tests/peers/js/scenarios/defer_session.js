import { QUEUE, client, left, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "not now", sessionId: "a", messageId: "1" });
const session = await client.acceptSession(QUEUE, "a");
const message = await takeOne(session);
await session.deferMessage(message);
const leftAside = await left(session);
const [deferred] = await session.receiveDeferredMessages(message.sequenceNumber);
await session.completeMessage(deferred);

say({ left: leftAside, received: [deferred.body, deferred.sessionId], peeked: (await session.peekMessages(1)).length });
await client.close();
