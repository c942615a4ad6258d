// A language model that repeats what it is told: an OpenAI-compatible API for agents in flows.
//
//   node model.mjs [--port N]
//
// Answers chat completions with all messages but the system's, so that whatever an agent tells it comes back. POST /down
// makes every completion fail with 503, POST /up ends that. One line of JSON on stdout says where it is.
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({ options: { port: { type: "string", default: "0" } } });
let down = false;

function text(content) {
  return Array.isArray(content) ? content.map((part) => part.text ?? "").join("") : String(content ?? "");
}

function told({ messages }) {
  return messages
    .filter(({ role }) => role !== "system")
    .map(({ role, content }) => `${role}: ${text(content)}`)
    .join(" | ");
}

function complete(response, question) {
  const about = { id: "chatcmpl-1", created: 1, model: question.model };
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  const said = { role: "assistant", content: told(question) };
  if (!question.stream) {
    const choices = [{ index: 0, message: said, finish_reason: "stop" }];
    return json(response, 200, { ...about, object: "chat.completion", choices, usage });
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const choices of [[{ index: 0, delta: said, finish_reason: null }], [{ index: 0, delta: {}, finish_reason: "stop" }]]) {
    response.write(`data: ${JSON.stringify({ ...about, object: "chat.completion.chunk", choices, usage })}\n\n`);
  }
  response.end("data: [DONE]\n\n");
}

function json(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (request.url === "/down" || request.url === "/up") {
    down = request.url === "/down";
    json(response, 200, { down });
  } else if (request.url.startsWith("/v1/models")) {
    const id = decodeURIComponent(request.url.slice("/v1/models/".length)) || "any";
    json(response, 200, { object: "list", id, data: [{ object: "model", id }] });
  } else if (request.url === "/v1/chat/completions" && !down) {
    complete(response, JSON.parse(Buffer.concat(chunks).toString("utf8")));
  } else {
    json(response, down ? 503 : 404, { error: { message: down ? "the model is down" : "not found" } });
  }
});
server.listen(Number(options.port), "127.0.0.1", () =>
  console.log(JSON.stringify({ model: `http://127.0.0.1:${server.address().port}` })),
);
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(0));
