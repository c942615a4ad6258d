// The registry on a chain that runs already: node registry.mjs <rpc>. Anvil's first account deploys it and the address is printed.
import { readFileSync } from "node:fs";

const [rpc] = process.argv.slice(2);
if (rpc === undefined) {
  console.error("usage: node registry.mjs <rpc>");
  process.exit(2);
}

async function call(method, ...params) {
  const answer = await fetch(rpc, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const { result, error } = await answer.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

const { bytecode } = JSON.parse(readFileSync(new URL("./IdentityRegistry.json", import.meta.url), "utf8"));
const [from] = await call("eth_accounts");
const hash = await call("eth_sendTransaction", { from, data: bytecode });
let receipt = null;
while (receipt === null) receipt = await call("eth_getTransactionReceipt", hash);
console.log(receipt.contractAddress);
