// A proxy before a facilitator that loses what is settled.
//
//   node lossy.mjs --lose answer|request [--times N] FACILITATOR
//
// The first N (1) calls of POST /settle are lost: with "answer" the facilitator does what is asked and nobody hears of
// it, with "request" it never hears of the call. Everything else passes. One line of JSON on stdout says where it is.
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { lose: { type: "string" }, times: { type: "string", default: "1" } },
});
if (positionals.length !== 1 || !["answer", "request"].includes(options.lose)) {
  console.error("usage: node lossy.mjs --lose answer|request [--times N] FACILITATOR");
  process.exit(64);
}
let left = Number(options.times);

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const loses = request.method === "POST" && request.url === "/settle" && left > 0;
  if (loses) left -= 1;
  if (loses && options.lose === "request") return request.socket.destroy();
  try {
    const answer = await fetch(positionals[0] + request.url, {
      method: request.method,
      headers: { "content-type": "application/json" },
      body: request.method === "GET" ? undefined : Buffer.concat(chunks),
    });
    const body = await answer.text();
    if (loses) return request.socket.destroy();
    response.writeHead(answer.status, { "content-type": "application/json" }).end(body);
  } catch {
    request.socket.destroy();
  }
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ facilitator: `http://127.0.0.1:${server.address().port}` })));
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(0));
