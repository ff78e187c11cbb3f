import { TOPIC, client, codeOf, left, say, send, take } from "../scenario.js";

const manager = client.createRuleManager(TOPIC, "stays");
const listed = async () => {
  const rules = [];
  for await (const { name, filter, action } of manager.listRules()) {
    const { sqlExpression, subject, applicationProperties } = filter;
    rules.push([name, sqlExpression ?? { subject, applicationProperties }, action.sqlExpression ?? null]);
  }
  return rules;
};
const before = await listed();
await manager.deleteRule("$Default");
await manager.createRule("long", { sqlExpression: "days > 2" }, { sqlExpression: "SET length = 'long'" });
await manager.createRule("seoul", { subject: "trip", applicationProperties: { city: "Seoul", days: 1 } });
const after = await listed();

await send(TOPIC, { body: "far", messageId: "1", subject: "trip", applicationProperties: { city: "Busan", days: 5 } });
await send(TOPIC, { body: "near", messageId: "2", subject: "trip", applicationProperties: { city: "Seoul", days: 1 } });
await send(TOPIC, { body: "hotel", messageId: "3", subject: "stay", applicationProperties: { days: 1 } });
const receiver = client.createReceiver(TOPIC, "stays");
const received = (await take(receiver, 2)).map(({ body, applicationProperties }) => [body, applicationProperties]);

say({
  before,
  after,
  received,
  left: await left(receiver),
  duplicate: await codeOf(() => manager.createRule("LONG", { sqlExpression: "1 = 1" })),
  unknown: await codeOf(() => manager.deleteRule("$Default")),
  unreadable: await codeOf(() => manager.createRule("bad", { sqlExpression: "days >" })),
});
await client.close();
