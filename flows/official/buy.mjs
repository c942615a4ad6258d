// The official x402 client buying one URL, unchanged.
//
//   [BUYER_KEY=0x...] node buy.mjs [--v1] [--method M] [--body TEXT] [--header NAME:VALUE] [--identifier ID]
//                                   [--again] URL
//
// Prints {status, body, paymentResponse} as one line of JSON; paymentResponse is null without a receipt. The key
// defaults to anvil's account 1, which everybody knows. --v1 hides the v2 challenge, so that the client answers the v1
// one in the body. --identifier names the payment by the official extension, where the seller offers it. --again
// presents the same payment once more and adds {again: {status, reason, paymentResponse, statusUrl}}. Exit code 0 means
// 200, 1 another answer, 2 that the client refused to pay.
import { parseArgs } from "node:util";
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from "@x402/fetch";
import { registerExactEvmScheme } from "@x402/evm/exact/client";
import { PAYMENT_IDENTIFIER, appendPaymentIdentifierToExtensions } from "@x402/extensions/payment-identifier";
import { privateKeyToAccount } from "viem/accounts";
import { account } from "./chain.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    v1: { type: "boolean", default: false },
    method: { type: "string", default: "GET" },
    body: { type: "string" },
    header: { type: "string", multiple: true, default: [] },
    identifier: { type: "string" },
    again: { type: "boolean", default: false },
  },
});
if (positionals.length !== 1) {
  console.error("usage: node buy.mjs [--v1] [--method M] [--body TEXT] [--header NAME:VALUE] URL");
  process.exit(64);
}

let paid;
async function remembering(input, init) {
  const request = new Request(input, init);
  if (request.headers.has("PAYMENT-SIGNATURE") || request.headers.has("X-PAYMENT")) paid = request.clone();
  return fetch(request);
}

async function fetchHidingV2(input, init) {
  const response = await remembering(input, init);
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
if (options.identifier) {
  client.registerExtension({
    key: PAYMENT_IDENTIFIER,
    enrichPaymentPayload: async (payment, required) => ({
      ...payment,
      extensions: appendPaymentIdentifierToExtensions(structuredClone(required.extensions ?? {}), options.identifier),
    }),
  });
}

async function again() {
  const response = await fetch(paid);
  const { reason } = await response.json();
  const statusUrl = /<([^>]+)>; rel="status"/.exec(response.headers.get("Link") ?? "")?.[1] ?? null;
  return { status: response.status, reason, paymentResponse: receipt(response), statusUrl };
}

function identifier() {
  const header = paid?.headers.get("PAYMENT-SIGNATURE");
  if (!header) return null;
  return JSON.parse(Buffer.from(header, "base64")).extensions?.[PAYMENT_IDENTIFIER]?.info?.id ?? null;
}

const buy = wrapFetchWithPayment(options.v1 ? fetchHidingV2 : remembering, client);
try {
  const init = { method: options.method, headers: {} };
  if (options.body !== undefined) {
    init.body = options.body;
    init.headers["content-type"] = "application/json";
  }
  for (const line of options.header) {
    const colon = line.indexOf(":");
    init.headers[line.slice(0, colon)] = line.slice(colon + 1).trim();
  }
  const response = await buy(positionals[0], init);
  const body = await response.text();
  const told = { status: response.status, body, paymentResponse: receipt(response), identifier: identifier() };
  if (options.again) told.again = await again();
  console.log(JSON.stringify(told));
  process.exitCode = response.status === 200 ? 0 : 1;
} catch (error) {
  console.log(JSON.stringify({ status: null, error: error.message }));
  process.exitCode = 2;
}
