import { CONNECTION, QUEUE, codeOf, connect, say } from "../scenario.js";

const stranger = connect(CONNECTION.replace(/SharedAccessKey=[^;]+/, "SharedAccessKey=forged"));

say({ code: await codeOf(() => stranger.createSender(QUEUE).sendMessages({ body: "let me in" })) });
await stranger.close();
