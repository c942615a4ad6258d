// The official client pays, hears that the outcome is not known, and comes back with the same payment when it is.
//
//   node lost.mjs [--seconds N] URL STATUS_BASE
//
// STATUS_BASE is where /settlements/<id> is answered. Waits N (60) seconds for an outcome, then presents the same
// payment twice more. Prints {"first", "state", "transaction", "second", "third"} as one line of JSON.
import { parseArgs } from "node:util";
import { wrapFetchWithPayment, x402Client } from "@x402/fetch";
import { registerExactEvmScheme } from "@x402/evm/exact/client";
import { account } from "./chain.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "60" } },
});
if (positionals.length !== 2) {
  console.error("usage: node lost.mjs [--seconds N] URL STATUS_BASE");
  process.exit(64);
}
const [url, statusBase] = positionals;

let payment = null;
async function remembering(input, init) {
  const request = new Request(input, init);
  payment = request.headers.get("PAYMENT-SIGNATURE") ?? payment;
  return fetch(request);
}
const client = new x402Client();
registerExactEvmScheme(client, { signer: account(1) });
const lost = await wrapFetchWithPayment(remembering, client)(url);
const body = await lost.json();
const id = (body.statusUrl ?? "").split("/").pop();

async function outcome() {
  const until = Date.now() + Number(options.seconds) * 1000;
  for (;;) {
    const status = await (await fetch(`${statusBase}/settlements/${id}`)).json();
    if (status.state !== "unknown" || Date.now() > until) return status;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
const again = async () => (await fetch(url, { headers: { "PAYMENT-SIGNATURE": payment } })).status;
const { state, transaction } = id ? await outcome() : {};
console.log(
  JSON.stringify({ first: lost.status, state, transaction, second: await again(), third: await again() }),
);
