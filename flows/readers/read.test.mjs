// The documents are those that the Java tests compare byte by byte with what the product renders.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { createTestClient, getAddress, http, parseEventLogs, publicActions, walletActions } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { startAnvil } from "../contracts/anvil.mjs";
import { read } from "./read.mjs";

const { abi, bytecode } = JSON.parse(readFileSync(new URL("../contracts/IdentityRegistry.json", import.meta.url), "utf8"));
const golden = (name) =>
  readFileSync(new URL(`../../activities/src/test/resources/registration/${name}.json`, import.meta.url), "utf8");
// Anvil's own accounts: everybody knows their keys.
const [owner, stranger] = [0, 1].map((addressIndex) =>
  mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex }),
);

/** The anvil of this folder's packages, where the platform has one. */
function ownAnvil() {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  try {
    return createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`);
  } catch {
    return "anvil";
  }
}
process.env.ANVIL ??= ownAnvil();

let anvil, client, registry, host, base;
const served = { document: "" };

before(async () => {
  anvil = await startAnvil();
  client = createTestClient({ chain: foundry, mode: "anvil", pollingInterval: 20, transport: http(anvil.rpc) })
    .extend(publicActions)
    .extend(walletActions);
  const hash = await client.deployContract({ account: owner, abi, bytecode });
  registry = getAddress((await client.waitForTransactionReceipt({ hash })).contractAddress);
  host = createServer((request, answer) => {
    const found = request.url === "/.well-known/agent-registration.json";
    answer.writeHead(found ? 200 : 404, { "content-type": "application/json; charset=utf-8" });
    answer.end(found ? served.document : "{}");
  });
  await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${host.address().port}`;
});
after(() => {
  host?.close();
  host?.closeAllConnections();
  anvil?.stop();
});

async function register(uri) {
  const hash = await client.writeContract({ account: owner, address: registry, abi, functionName: "register", args: [uri] });
  const receipt = await client.waitForTransactionReceipt({ hash });
  const [{ args }] = parseEventLogs({ abi, logs: receipt.logs, eventName: "Registered" });
  return args.agentId;
}

const load = (id, of) => read({ rpc: anvil.rpc, registry, agent: `${foundry.id}:${id}`, owner: of });
const dataUri = (document) => `data:application/json;base64,${Buffer.from(document).toString("base64")}`;

function understood(agent, document) {
  const said = JSON.parse(document);
  assert.equal(agent.name, said.name);
  assert.equal(agent.description, said.description);
  assert.equal(agent.image, said.image);
  assert.equal(agent.x402Support, said.x402Support);
  assert.equal(agent.active, said.active);
  assert.deepEqual(agent.supportedTrust, said.supportedTrust);
  assert.deepEqual(
    agent.services,
    said.services.map(({ name, endpoint, version }) => ({ name, endpoint, version })),
  );
}

test("a document at an address is read, id 0 first", async () => {
  served.document = golden("published");
  const id = await register(`${base}/.well-known/agent-registration.json`);
  assert.equal(id, 0n);
  const agent = await load(id, owner.address);
  understood(agent, served.document);
  assert.equal(agent.active, true);
  assert.equal(agent.x402Support, true);
  assert.deepEqual(agent.services.map((s) => s.name), ["web", "OASF", "MCP", "web"]);
  assert.equal(agent.owned, true);
  assert.equal(getAddress(agent.wallet), owner.address);
  assert.equal((await load(id, stranger.address)).owned, false);
});

test("a document in a data URI is read", async () => {
  const agent = await load(await register(dataUri(JSON.stringify(JSON.parse(golden("published"))))));
  understood(agent, golden("published"));
});

test("a tombstone is inactive and offers nothing", async () => {
  const agent = await load(await register(dataUri(golden("tombstone"))));
  understood(agent, golden("tombstone"));
  assert.equal(agent.active, false);
  assert.equal(agent.x402Support, false);
  assert.deepEqual(agent.services, []);
});

test("updatedAt is a number of seconds", async () => {
  const dated = { ...JSON.parse(golden("tombstone")), updatedAt: 1777766400 };
  assert.equal((await load(await register(dataUri(JSON.stringify(dated))))).updatedAt, 1777766400);
});
