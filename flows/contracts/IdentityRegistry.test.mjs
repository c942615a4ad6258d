import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";
import {
  createTestClient,
  decodeErrorResult,
  encodeFunctionData,
  getAddress,
  http,
  parseEventLogs,
  publicActions,
  stringToHex,
  toEventSelector,
  toFunctionSelector,
  walletActions,
  zeroAddress,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { startAnvil } from "./anvil.mjs";

const artefact = JSON.parse(readFileSync(new URL("./IdentityRegistry.json", import.meta.url), "utf8"));
const { abi } = artefact;
// Anvil's own accounts: everybody knows their keys.
const [owner, operator, stranger, buyer] = [0, 1, 2, 3].map((addressIndex) =>
  mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex }),
);
const CONTRACT_WALLET = getAddress("0x00000000000000000000000000000000000c0de1");
// Answers every call with the magic value of ERC-1271, and so onERC721Received with a wrong one.
const ERC1271_YES = "0x631626ba7e60e01b60005260206000f3";
const REGISTER = {
  bare: "function register() returns (uint256)",
  uri: "function register(string) returns (uint256)",
  entries: "function register(string,(string,bytes)[]) returns (uint256)",
};

let anvil, client, registry;

before(async () => {
  anvil = await startAnvil();
  client = createTestClient({ chain: foundry, mode: "anvil", pollingInterval: 20, transport: http(anvil.rpc) })
    .extend(publicActions)
    .extend(walletActions);
});
after(() => anvil.stop());

beforeEach(async () => {
  const hash = await client.deployContract({ account: owner, abi, bytecode: artefact.bytecode });
  registry = getAddress((await client.waitForTransactionReceipt({ hash })).contractAddress);
});

/** Sends and waits; answers with the names of the logs in order, the logs and the receipt. */
async function send(account, functionName, ...args) {
  const hash = await client.writeContract({ account, address: registry, abi, functionName, args });
  const receipt = await client.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, "success");
  const logs = parseEventLogs({ abi, logs: receipt.logs });
  assert.equal(logs.length, receipt.logs.length);
  return { names: logs.map((log) => log.eventName), logs, receipt };
}

const read = (functionName, ...args) => client.readContract({ address: registry, abi, functionName, args });
const idOf = ({ logs }) => logs.find((log) => log.eventName === "Registered").args.agentId;

async function register(...args) {
  return idOf(await send(owner, "register", ...args));
}

/** The revert of a call as its bytes say it: the text of Error(string), else the name of the custom error. */
async function revert(account, functionName, ...args) {
  try {
    const data = encodeFunctionData({ abi, functionName, args });
    await client.call({ account, to: registry, data });
  } catch (error) {
    const { data } = error.walk((cause) => cause.data !== undefined);
    const { errorName, args: values } = decodeErrorResult({ abi, data: data.data ?? data });
    return errorName === "Error" ? values[0] : errorName;
  }
  return assert.fail(`${functionName} should revert`);
}

async function walletSignature(signer, agentId, newWallet, deadline, changes = {}) {
  return signer.signTypedData({
    domain: { name: "ERC8004IdentityRegistry", version: "1", chainId: foundry.id, verifyingContract: registry },
    types: {
      AgentWalletSet: [
        { name: "agentId", type: "uint256" },
        { name: "newWallet", type: "address" },
        { name: "owner", type: "address" },
        { name: "deadline", type: "uint256" },
      ],
    },
    primaryType: "AgentWalletSet",
    message: { agentId, newWallet, owner: owner.address, deadline, ...changes },
  });
}

const chainTime = async () => (await client.getBlock()).timestamp;

test("selectors and topics are the deployed registry's", () => {
  const selectors = new Set(abi.filter((item) => item.type === "function").map(toFunctionSelector));
  for (const selector of [
    ...["0x1aa3a008", "0xf2c298be", "0x8ea42286", "0x0af28bd3", "0x466648da", "0xcb4799f2", "0x2d1ef5ae", "0x3fddcf19"],
    ...["0x00339509", "0xd95e72be", "0xc87b56dd", "0x6352211e", "0x70a08231", "0x84b0196e", "0x0d8e6e2c", "0x01ffc9a7"],
  ]) {
    assert.ok(selectors.has(selector), selector);
  }
  assert.deepEqual(
    ["Registered", "URIUpdated", "MetadataSet", "Transfer", "MetadataUpdate"].map((name) =>
      toEventSelector(abi.find((item) => item.type === "event" && item.name === name)),
    ),
    [
      "0xca52e62c367d81bb2e328eb795f7c7ba24afb478408a26c0e201d155c449bc4a",
      "0x3a2c7fffc2cba7582c690e3b82c453ea02a308326a98a3ad7576c606336409fb",
      "0x2c149ed548c6d2993cd73efe187df6eccabe4538091b33adbd25fafdb8a1468b",
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
      "0xf8e1a15aba9398e019f0b49df1a4fde98ee17ae345cb5f6b5e2c27f5033e8ce7",
    ],
  );
  for (const signature of Object.values(REGISTER)) assert.ok(selectors.has(toFunctionSelector(signature)), signature);
});

test("ids start at 0 and every registration mints another one", async () => {
  assert.equal(await register("https://a.example/agent.json"), 0n);
  assert.equal(await register("https://a.example/agent.json"), 1n);
  assert.equal(await register(), 2n);
  assert.equal(await read("balanceOf", owner.address), 3n);
  assert.equal(await read("tokenURI", 2n), "");
});

test("the logs of a registration come in the deployed registry's order", async () => {
  assert.deepEqual((await send(owner, "register")).names, ["Transfer", "Registered", "MetadataSet"]);
  assert.deepEqual((await send(owner, "register", "u")).names, ["Transfer", "MetadataUpdate", "Registered", "MetadataSet"]);
  const entries = [{ metadataKey: "x402", metadataValue: "0x01" }, { metadataKey: "AgentWallet", metadataValue: "0x02" }];
  const { names, logs } = await send(owner, "register", "u", entries);
  assert.deepEqual(names, ["Transfer", "MetadataUpdate", "Registered", ...Array(3).fill("MetadataSet")]);
  assert.deepEqual(logs.slice(3).map((log) => log.args.metadataKey), ["agentWallet", "x402", "AgentWallet"]);
  assert.deepEqual(logs[2].args, { agentId: 2n, owner: owner.address, agentURI: "u" });
});

test("a registrant is the agent's wallet until the agent is transferred", async () => {
  const id = await register("u", [{ metadataKey: "k", metadataValue: "0xabcd" }]);
  assert.equal(await read("getAgentWallet", id), owner.address);
  assert.equal(await read("getMetadata", id, "agentWallet"), owner.address.toLowerCase());

  const { names, logs } = await send(owner, "transferFrom", owner.address, buyer.address, id);
  assert.deepEqual(names, ["MetadataSet", "Transfer"]);
  assert.deepEqual(logs[0].args.metadataValue, "0x");
  assert.equal(await read("getAgentWallet", id), zeroAddress);
  assert.equal(await read("getMetadata", id, "k"), "0xabcd");
  assert.equal(await read("tokenURI", id), "u");
  assert.equal(await read("ownerOf", id), buyer.address);
});

test("owner, operator and approved may write, others may not", async () => {
  const id = await register("u");
  for (const call of [["setAgentURI", id, "v"], ["setMetadata", id, "k", "0x01"], ["unsetAgentWallet", id]]) {
    assert.equal(await revert(stranger, ...call), "Not authorized");
  }
  assert.equal(await read("isAuthorizedOrOwner", stranger.address, id), false);
  await send(owner, "setApprovalForAll", operator.address, true);
  await send(owner, "approve", stranger.address, id);
  for (const writer of [owner, operator, stranger]) {
    assert.equal(await read("isAuthorizedOrOwner", writer.address, id), true);
    const { names, logs } = await send(writer, "setAgentURI", id, writer.address);
    assert.deepEqual(names, ["MetadataUpdate", "URIUpdated"]);
    assert.equal(logs[1].args.updatedBy, writer.address);
    assert.equal(await read("tokenURI", id), writer.address);
    assert.deepEqual((await send(writer, "setMetadata", id, "k", stringToHex("v"))).names, ["MetadataSet"]);
  }
});

test("writing the same value again succeeds", async () => {
  const id = await register("u");
  await send(owner, "setAgentURI", id, "u");
  await send(owner, "setMetadata", id, "k", "0x01");
  await send(owner, "setMetadata", id, "k", "0x01");
});

test("an unknown id reverts by name where it is written, and is empty where it is looked up", async () => {
  const unknown = 77n;
  for (const call of [
    ["setAgentURI", unknown, "v"],
    ["setMetadata", unknown, "k", "0x"],
    ["unsetAgentWallet", unknown],
    ["setAgentWallet", unknown, buyer.address, 0n, "0x"],
    ["isAuthorizedOrOwner", owner.address, unknown],
    ["ownerOf", unknown],
    ["tokenURI", unknown],
  ]) {
    assert.equal(await revert(owner, ...call), "ERC721NonexistentToken", call[0]);
  }
  assert.equal(await read("getAgentWallet", unknown), zeroAddress);
  assert.equal(await read("getMetadata", unknown, "agentWallet"), "0x");
});

test("the key agentWallet is reserved, exactly", async () => {
  const id = await register("u");
  assert.equal(await revert(owner, "setMetadata", id, "agentWallet", "0x01"), "reserved key");
  assert.equal(
    await revert(owner, "register", "u", [{ metadataKey: "agentWallet", metadataValue: "0x01" }]),
    "reserved key",
  );
  await send(owner, "setMetadata", id, "AgentWallet", "0x01");
});

test("a new wallet proves itself with its signature, within 300 seconds of chain time", async () => {
  const id = await register("u");
  const soon = (await chainTime()) + 200n;
  const signature = await walletSignature(buyer, id, buyer.address, soon);
  assert.equal(await revert(stranger, "setAgentWallet", id, buyer.address, soon, signature), "Not authorized");
  assert.equal(await revert(owner, "setAgentWallet", id, zeroAddress, soon, signature), "bad wallet");
  assert.equal(await revert(owner, "setAgentWallet", id, buyer.address, 1n, signature), "expired");
  assert.equal(await revert(owner, "setAgentWallet", id, buyer.address, soon + 500n, signature), "deadline too far");
  assert.equal(await revert(owner, "setAgentWallet", id, buyer.address, soon - 1n, signature), "invalid wallet sig");
  assert.equal(await revert(owner, "setAgentWallet", id, buyer.address, soon, "0x1234"), "invalid wallet sig");
  const ofStranger = await walletSignature(buyer, id, buyer.address, soon, { owner: stranger.address });
  assert.equal(await revert(owner, "setAgentWallet", id, buyer.address, soon, ofStranger), "invalid wallet sig");

  const { names } = await send(owner, "setAgentWallet", id, buyer.address, soon, signature);
  assert.deepEqual(names, ["MetadataSet"]);
  assert.equal(await read("getAgentWallet", id), buyer.address);
  await send(owner, "unsetAgentWallet", id);
  assert.equal(await read("getAgentWallet", id), zeroAddress);
});

test("a contract may be the wallet if it says so by ERC-1271, and may not register if it cannot receive", async () => {
  const id = await register("u");
  const soon = (await chainTime()) + 200n;
  await client.setCode({ address: CONTRACT_WALLET, bytecode: ERC1271_YES });
  await send(owner, "setAgentWallet", id, CONTRACT_WALLET, soon, "0x1234");
  assert.equal(await read("getAgentWallet", id), CONTRACT_WALLET);
  assert.equal(await revert(CONTRACT_WALLET, "register", "u"), "ERC721InvalidReceiver");
});

test("the registry says what it is", async () => {
  assert.equal(await read("name"), "AgentIdentity");
  assert.equal(await read("symbol"), "AGENT");
  assert.equal(await read("getVersion"), "2.0.0");
  const [fields, name, version, chainId, contract] = await read("eip712Domain");
  assert.deepEqual([fields, name, version, chainId, contract], ["0x0f", "ERC8004IdentityRegistry", "1", 31337n, registry]);
  for (const id of ["0x01ffc9a7", "0x80ac58cd", "0x5b5e139f", "0x49064906"]) {
    assert.equal(await read("supportsInterface", id), true, id);
  }
});
