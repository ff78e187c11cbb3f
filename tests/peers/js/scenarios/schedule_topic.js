import { TOPIC, client, left, say, takeOne } from "../scenario.js";

const sender = client.createSender(TOPIC);
const soon = new Date(Date.now() + 1500);
const [, dropped] = await sender.scheduleMessages(
  ["kept", "dropped"].map((body) => ({ body, subject: "stay" })),
  soon,
);
await sender.cancelScheduledMessages(dropped);
const receiver = client.createReceiver(TOPIC, "stays");
const message = await takeOne(receiver);

say({ received: message.body, early: message.enqueuedTimeUtc < soon, left: await left(receiver) });
await client.close();
