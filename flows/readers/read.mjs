// What agent0-sdk understands of a registration: node read.mjs <rpc> <registry> <chainId:agentId> [owner]
// Prints one JSON object: name, description, image, services, x402Support, active, updatedAt, wallet, and owned where an owner is asked about.
import { pathToFileURL } from "node:url";
import { SDK } from "agent0-sdk";

/**
 * Reads like any program that uses the SDK. Chains whose registry it knows ignore `registry`; 31337 does not.
 * @param {{rpc: string, registry: string, agent: string, owner?: string}} where agent is "<chainId>:<agentId>"
 */
export async function read({ rpc, registry, agent, owner }) {
  const chainId = Number(agent.split(":")[0]);
  const sdk = new SDK({
    chainId,
    rpcUrl: rpc,
    // Feedback is not read; the SDK wants an address all the same.
    registryOverrides: { [chainId]: { IDENTITY: registry, REPUTATION: registry } },
  });
  const loaded = await sdk.loadAgent(agent);
  const file = loaded.getRegistrationFile();
  return {
    agentId: file.agentId,
    agentURI: file.agentURI,
    name: file.name,
    description: file.description,
    image: file.image,
    services: file.endpoints.map(({ type, value, meta }) => ({ name: type, endpoint: value, version: meta?.version })),
    x402Support: file.x402support,
    active: file.active,
    supportedTrust: file.trustModels,
    updatedAt: file.updatedAt,
    wallet: await loaded.getWallet(),
    owned: owner === undefined ? undefined : await sdk.isAgentOwner(agent, owner),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [rpc, registry, agent, owner] = process.argv.slice(2);
  if (agent === undefined) {
    console.error("usage: node read.mjs <rpc> <registry> <chainId:agentId> [owner]");
    process.exit(2);
  }
  console.log(JSON.stringify(await read({ rpc, registry, agent, owner }), null, 2));
}
