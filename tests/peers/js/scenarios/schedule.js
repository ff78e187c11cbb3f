import { QUEUE, client, codeOf, left, say, seen, takeOne } from "../scenario.js";

const sender = client.createSender(QUEUE);
const soon = new Date(Date.now() + 1500);
const [, dropped] = await sender.scheduleMessages([{ body: "kept", messageId: "1" }, { body: "dropped" }], soon);
await sender.cancelScheduledMessages(dropped);
const receiver = client.createReceiver(QUEUE);
const waiting = await seen(receiver, 10);
const message = await takeOne(receiver);
await receiver.completeMessage(message);

say({
  waiting,
  received: message.body,
  early: message.enqueuedTimeUtc < soon,
  cancelledAgain: await codeOf(() => sender.cancelScheduledMessages(dropped)),
  left: await left(receiver),
});
await client.close();
