import { QUEUE, client, left, say, send, takeOne } from "../scenario.js";

await send(QUEUE, { body: "broken", messageId: "1" });
const receiver = client.createReceiver(QUEUE);
await receiver.deadLetterMessage(await takeOne(receiver), {
  deadLetterReason: "BadInput",
  deadLetterErrorDescription: "days is negative",
});
const deadLetters = client.createReceiver(QUEUE, { subQueueType: "deadLetter" });
const dead = await takeOne(deadLetters);
await deadLetters.completeMessage(dead);

say({
  body: dead.body,
  reason: dead.deadLetterReason,
  description: dead.deadLetterErrorDescription,
  source: dead.deadLetterSource,
  left: [await left(receiver), await left(deadLetters)],
});
await client.close();
