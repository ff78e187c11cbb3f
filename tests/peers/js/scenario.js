// What all scenarios share: a client of the test's broker, its queue and topic, and facts for the test to assert.
// The environment says where the broker is (LONGSHORE_CONNECTION), by which way to reach it (LONGSHORE_WAY: tcp, tls
// or wss) and which of the installed packages is the client (LONGSHORE_SDK).

import WebSocket from "ws";

const { ServiceBusClient } = await import(process.env.LONGSHORE_SDK);

const WAIT = { maxWaitTimeInMs: 5000 };
const SOON = { maxWaitTimeInMs: 500 };

const BY_WEBSOCKET = process.env.LONGSHORE_WAY === "wss" ? { webSocketOptions: { webSocket: WebSocket } } : {};

export const QUEUE = "jobs";
export const OTHER = "other";
export const TOPIC = "events";

/** Return a client that reports an error at once instead of trying again. */
export const connect = (connectionString, retryOptions) =>
  new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, ...retryOptions }, ...BY_WEBSOCKET });

export const CONNECTION = process.env.LONGSHORE_CONNECTION;
export const client = connect(CONNECTION);

/** Tell the test a fact: one line of JSON. */
export const say = (fact) => console.log(JSON.stringify(fact));

/** Send a message as it is, or several as a batch, to a queue or topic. */
export const send = (entity, ...messages) =>
  client.createSender(entity).sendMessages(messages.length === 1 ? messages[0] : messages);

/** Receive `count` messages, which must come. */
export async function take(receiver, count) {
  const taken = [];
  while (taken.length < count) {
    const more = await receiver.receiveMessages(count - taken.length, WAIT);
    if (more.length === 0) throw new Error(`only ${taken.length} of ${count} messages came`);
    taken.push(...more);
  }
  return taken;
}

/** Receive the next message, which must come. */
export const takeOne = async (receiver) => (await take(receiver, 1))[0];

/** Say how many messages a receiver still finds. */
export const left = async (receiver) => (await receiver.receiveMessages(10, SOON)).length;

/** Say what a look into an entity shows: body and state of each message. */
export const seen = async (receiver, count, options) =>
  (await receiver.peekMessages(count, options)).map(({ body, state }) => [body, state]);

export const bodies = (messages) => messages.map((message) => message.body);

/** Return the code of the error that an action must end in. */
export async function codeOf(action) {
  try {
    await action();
  } catch (error) {
    return error.code;
  }
  throw new Error("no error came");
}
