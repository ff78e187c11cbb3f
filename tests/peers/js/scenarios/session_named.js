import { QUEUE, bodies, client, say, send, take } from "../scenario.js";

await send(QUEUE, ...["a1", "b1", "a2", "b2"].map((body) => ({ body, sessionId: body[0], messageId: body })));
const session = await client.acceptSession(QUEUE, "b");
const received = await take(session, 2);
for (const message of received) await session.completeMessage(message);

say({ sessionId: session.sessionId, received: bodies(received) });
await client.close();
