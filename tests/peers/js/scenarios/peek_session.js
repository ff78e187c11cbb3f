import { QUEUE, bodies, client, say, send } from "../scenario.js";

await send(QUEUE, ...["a1", "b1", "a2"].map((body) => ({ body, sessionId: body[0] })));
const session = await client.acceptSession(QUEUE, "a");
const inSession = await session.peekMessages(10);
const fromSequenceNumber = inSession[0].sequenceNumber;
const inQueue = await client.createReceiver(QUEUE).peekMessages(10, { fromSequenceNumber });

say({ session: bodies(inSession), queue: bodies(inQueue) });
await client.close();
