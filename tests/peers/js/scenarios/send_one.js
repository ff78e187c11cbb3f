import { QUEUE, client, say, send, takeOne } from "../scenario.js";

await send(QUEUE, {
  body: { city: "Seoul" },
  messageId: "trip-1",
  correlationId: "request-1",
  contentType: "application/json",
  subject: "trip",
  timeToLive: 60_000,
  applicationProperties: { days: 3, urgent: true, place: "서울" },
});
const message = await takeOne(client.createReceiver(QUEUE));

say({
  body: message.body,
  messageId: message.messageId,
  correlationId: message.correlationId,
  contentType: message.contentType,
  subject: message.subject,
  timeToLive: message.timeToLive,
  applicationProperties: message.applicationProperties,
  sequenceNumber: message.sequenceNumber.toNumber(),
  deliveryCount: message.deliveryCount,
  state: message.state,
});
await client.close();
