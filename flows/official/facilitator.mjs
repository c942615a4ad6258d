// The official x402 facilitator over HTTP, on a local chain of its own.
//
//   node facilitator.mjs [--port N] [--rpc-port N] [--buyer ADDRESS] [--fund UNITS]
//
// Ports default to free ones; the buyer to anvil's account 1, the money to 1 USDC (1000000 units); anvil's account 4 gets as
// much, where a flow needs another buyer. One line of JSON on
// stdout says where everything is once it works. SIGTERM and SIGINT end it together with its anvil.
//
//   POST /verify  POST /settle  GET /supported  GET /health  GET /balance/ADDRESS
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { x402Facilitator } from "@x402/core/facilitator";
import { toFacilitatorEvmSigner } from "@x402/evm";
import { ExactEvmScheme } from "@x402/evm/exact/facilitator";
import { ExactEvmSchemeV1 } from "@x402/evm/exact/v1/facilitator";
import { createWalletClient, http, isAddress, nonceManager, publicActions } from "viem";
import { baseSepolia } from "viem/chains";
import { NETWORK, NETWORK_V1, USDC, account, deploy, startAnvil } from "./chain.mjs";

const MAX_BODY = 64 * 1024;

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "rpc-port": { type: "string", default: "0" },
    buyer: { type: "string", default: account(1).address },
    fund: { type: "string", default: "1000000" },
  },
});

function facilitator(rpc) {
  // Without the nonce manager two settlements at a time would take the same transaction nonce.
  const signer = Object.assign(account(0), { nonceManager });
  const client = createWalletClient({ account: signer, chain: baseSepolia, pollingInterval: 50, transport: http(rpc) });
  const evm = toFacilitatorEvmSigner({
    ...client.extend(publicActions),
    address: signer.address,
    getAddresses: () => [signer.address],
  });
  return new x402Facilitator()
    .register(NETWORK, new ExactEvmScheme(evm))
    .registerV1(NETWORK_V1, new ExactEvmSchemeV1(evm));
}

async function readJson(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error("body too large");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

async function answer(request, official, token) {
  const path = new URL(request.url, "http://localhost").pathname;
  const call = `${request.method} ${path}`;
  if (call === "GET /health") return { status: "ok" };
  if (call === "GET /supported") return official.getSupported();
  if (call === "POST /verify" || call === "POST /settle") {
    const { paymentPayload, paymentRequirements } = await readJson(request);
    const act = path === "/verify" ? "verify" : "settle";
    return await official[act](paymentPayload, paymentRequirements);
  }
  const holder = path.split("/")[2] ?? "";
  if (call.startsWith("GET /balance/") && isAddress(holder, { strict: false })) {
    return { address: holder, balance: String(await token.balance(holder)) };
  }
  return undefined;
}

function serve(official, token) {
  const server = createServer(async (request, response) => {
    let status = 200;
    let body;
    try {
      body = await answer(request, official, token);
      if (body === undefined) {
        status = 404;
        body = { error: "not found" };
      }
    } catch (error) {
      // The official classes throw for what they do not know: unknown network, missing signature.
      status = 500;
      body = { error: error.message };
    }
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(Number(options.port), "127.0.0.1", () => resolve(server));
  });
}

const { child: anvil, rpc } = await startAnvil(options["rpc-port"]);
let stopping = false;
function stop(code) {
  if (stopping) return;
  stopping = true;
  anvil.once("exit", () => process.exit(code));
  if (!anvil.kill("SIGTERM")) process.exit(code);
}
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stop(0));
process.once("exit", () => anvil.kill("SIGKILL"));
anvil.once("exit", (code) => {
  if (!stopping) {
    console.error(`anvil ended with ${code}`);
    process.exit(1);
  }
});

const token = await deploy(rpc);
await token.mint(options.buyer, BigInt(options.fund));
await token.mint(account(4).address, BigInt(options.fund));
const server = await serve(facilitator(rpc), token);
const port = server.address().port;
console.log(
  JSON.stringify({
    facilitator: `http://127.0.0.1:${port}`,
    port,
    rpc,
    rpcPort: Number(new URL(rpc).port),
    network: NETWORK,
    asset: USDC,
    buyer: options.buyer,
    other: account(4).address,
    seller: account(2).address,
    domainSeparator: await token.domainSeparator(),
  }),
);
