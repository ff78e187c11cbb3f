import { QUEUE, client, say, send, takeOne } from "../scenario.js";

const CHANGES = {
  text: "서울",
  whole: 3,
  large: 5_000_000_000,
  fraction: 0.5,
  yes: true,
  nothing: null,
  when: new Date(Date.UTC(2030, 0, 1)),
};

await send(QUEUE, { body: "work", messageId: "1", applicationProperties: { kept: "as it was", text: "old" } });
const receiver = client.createReceiver(QUEUE);
const found = {};

await receiver.abandonMessage(await takeOne(receiver), CHANGES);
const abandoned = await takeOne(receiver);
found.abandoned = abandoned.applicationProperties;

await receiver.deferMessage(abandoned, { text: "put aside" });
const [deferred] = await receiver.receiveDeferredMessages(abandoned.sequenceNumber);
found.deferred = deferred.applicationProperties.text;

await receiver.deadLetterMessage(deferred, { deadLetterReason: "BadInput", text: "dead" });
const dead = await takeOne(client.createReceiver(QUEUE, { subQueueType: "deadLetter" }));
found.dead = [dead.applicationProperties.text, dead.applicationProperties.kept, dead.deadLetterReason];

say(found);
await client.close();
