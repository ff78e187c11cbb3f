import { QUEUE, client, left, say, takeOne } from "../scenario.js";

const sender = client.createSender(QUEUE);
const soon = new Date(Date.now() + 1500);
const [, dropped] = await sender.scheduleMessages(["kept", "dropped"].map((body) => ({ body, sessionId: "a" })), soon);
await sender.cancelScheduledMessages(dropped);
const session = await client.acceptNextSession(QUEUE);
const message = await takeOne(session);

say({
  sessionId: session.sessionId,
  received: message.body,
  early: message.enqueuedTimeUtc < soon,
  left: await left(session),
});
await client.close();
