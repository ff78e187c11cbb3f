import { QUEUE, bodies, client, codeOf, say, send, take } from "../scenario.js";

await send(QUEUE, { body: "one", sessionId: "a" }, { body: "two", sessionId: "a" });
const session = await client.acceptNextSession(QUEUE);

say({
  sessionId: session.sessionId,
  received: bodies(await take(session, 2)),
  lockedForMs: session.sessionLockedUntilUtc - Date.now(),
  heldElsewhere: await codeOf(() => client.acceptSession(QUEUE, "a")),
});
await client.close();
