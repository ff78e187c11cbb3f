import { QUEUE, bodies, client, say, send, take } from "../scenario.js";

await send(QUEUE, { body: "one", sessionId: "a" }, { body: "two", sessionId: "a" });
const session = await client.acceptSession(QUEUE, "a", { receiveMode: "receiveAndDelete" });

say({ received: bodies(await take(session, 2)), peeked: await session.peekMessages(10) });
await client.close();
