import { setTimeout } from "node:timers/promises";
import { QUEUE, client, codeOf, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "slow work", sessionId: "a", messageId: "1" });
const session = await client.acceptSession(QUEUE, "a", { maxAutoLockRenewalDurationInMs: 0 });
const message = await takeOne(session);
await setTimeout(1500);

say({
  complete: await codeOf(() => session.completeMessage(message)),
  state: await codeOf(() => session.getSessionState()),
});
await client.close();
