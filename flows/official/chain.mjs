// A local chain with USDC on it: anvil as base-sepolia, our token at USDC's address.
import { spawn } from "node:child_process";
import { accessSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { createTestClient, http, publicActions, walletActions } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { baseSepolia } from "viem/chains";

export const NETWORK = "eip155:84532";
export const NETWORK_V1 = "base-sepolia";
export const USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
const MULTICALL3 = "0xcA11bde05977b3631167028862bE2a173976CA11";

/** Anvil's own accounts: everybody knows their keys, and each has 10,000 ether of the local chain. */
export function account(index) {
  return mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: index });
}

/** The binary of the npm package, which needs no installation step, else whatever PATH has. */
function anvilBinary() {
  if (process.env.ANVIL) return process.env.ANVIL;
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  try {
    const path = createRequire(import.meta.url).resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`);
    accessSync(path);
    return path;
  } catch {
    return "anvil";
  }
}

/** Starts anvil on 127.0.0.1; port 0 takes a free one. Resolves when it listens. */
export function startAnvil(port) {
  const args = ["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(baseSepolia.id)];
  const child = spawn(anvilBinary(), args, { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`anvil ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const listening = /^Listening on (127\.0\.0\.1:\d+)/.exec(line);
      if (listening) resolve({ child, rpc: `http://${listening[1]}` });
    });
  });
}

function contract(name) {
  return JSON.parse(readFileSync(new URL(`../contracts/${name}.json`, import.meta.url), "utf8"));
}

/** Puts the contracts at their well-known addresses; answers with what reads and mints balances. */
export async function deploy(rpc) {
  const client = createTestClient({
    account: account(9),
    chain: baseSepolia,
    mode: "anvil",
    pollingInterval: 50,
    transport: http(rpc),
  })
    .extend(publicActions)
    .extend(walletActions);
  const { abi, runtime } = contract("Token");
  await client.setCode({ address: USDC, bytecode: runtime });
  await client.setCode({ address: MULTICALL3, bytecode: contract("Multicall").runtime });
  const token = { address: USDC, abi };
  return {
    balance: (address) => client.readContract({ ...token, functionName: "balanceOf", args: [address] }),
    domainSeparator: () => client.readContract({ ...token, functionName: "DOMAIN_SEPARATOR" }),
    async mint(address, amount) {
      const hash = await client.writeContract({ ...token, functionName: "mint", args: [address, amount] });
      await client.waitForTransactionReceipt({ hash });
    },
  };
}
