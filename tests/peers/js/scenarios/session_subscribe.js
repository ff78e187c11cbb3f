import { QUEUE, client, say, send } from "../scenario.js";

const WORK = ["a1", "b1", "a2", "b2", "a3"];

for (const body of WORK) await send(QUEUE, { body, sessionId: body[0], messageId: body });
const handled = [];
for (const sessionId of ["a", "b"]) {
  const session = await client.acceptSession(QUEUE, sessionId);
  await new Promise((done, failed) => {
    const expected = WORK.filter((body) => body[0] === sessionId).length + handled.length;
    const processMessage = async ({ body }) => {
      handled.push(body);
      if (handled.length === expected) done();
    };
    session.subscribe({ processMessage, processError: async ({ error }) => failed(error) });
  });
  await session.close();
}

say({ handled });
await client.close();
