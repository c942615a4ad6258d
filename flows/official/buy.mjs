// The official x402 client buying one URL, unchanged.
//
//   [BUYER_KEY=0x...] node buy.mjs [--v1] [--method M] [--body TEXT] URL
//
// Prints {status, body, paymentResponse} as one line of JSON; paymentResponse is null without a receipt. The key
// defaults to anvil's account 1, which everybody knows. --v1 hides the v2 challenge, so that the client answers the v1
// one in the body. Exit code 0 means 200, 1 another answer, 2 that the client refused to pay.
import { parseArgs } from "node:util";
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from "@x402/fetch";
import { registerExactEvmScheme } from "@x402/evm/exact/client";
import { privateKeyToAccount } from "viem/accounts";
import { account } from "./chain.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    v1: { type: "boolean", default: false },
    method: { type: "string", default: "GET" },
    body: { type: "string" },
  },
});
if (positionals.length !== 1) {
  console.error("usage: node buy.mjs [--v1] [--method M] [--body TEXT] URL");
  process.exit(64);
}

async function fetchHidingV2(input, init) {
  const response = await fetch(input, init);
  const headers = new Headers(response.headers);
  headers.delete("PAYMENT-REQUIRED");
  return new Response(response.body, { status: response.status, headers });
}

function receipt(response) {
  const header = response.headers.get("PAYMENT-RESPONSE") ?? response.headers.get("X-PAYMENT-RESPONSE");
  return header === null ? null : decodePaymentResponseHeader(header);
}

const key = process.env.BUYER_KEY;
const client = new x402Client();
registerExactEvmScheme(client, { signer: key ? privateKeyToAccount(key) : account(1) });
const buy = wrapFetchWithPayment(options.v1 ? fetchHidingV2 : fetch, client);
try {
  const init = { method: options.method };
  if (options.body !== undefined) {
    init.body = options.body;
    init.headers = { "content-type": "application/json" };
  }
  const response = await buy(positionals[0], init);
  const body = await response.text();
  console.log(JSON.stringify({ status: response.status, body, paymentResponse: receipt(response) }));
  process.exitCode = response.status === 200 ? 0 : 1;
} catch (error) {
  console.log(JSON.stringify({ status: null, error: error.message }));
  process.exitCode = 2;
}
