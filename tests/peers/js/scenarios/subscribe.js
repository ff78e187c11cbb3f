import { QUEUE, client, left, say, send } from "../scenario.js";

await send(QUEUE, ...Array.from({ length: 50 }, (_, number) => ({ body: number, messageId: `${number}` })));
const receiver = client.createReceiver(QUEUE);
const handled = [];
await new Promise((done, failed) => {
  const processMessage = async (message) => {
    await receiver.completeMessage(message);
    handled.push(message.body);
    if (handled.length === 50) done();
  };
  const processError = async ({ error }) => failed(error);
  receiver.subscribe({ processMessage, processError }, { autoCompleteMessages: false, maxConcurrentCalls: 10 });
});
await receiver.close();

say({ handled: handled.toSorted((a, b) => a - b), left: await left(client.createReceiver(QUEUE)) });
await client.close();
