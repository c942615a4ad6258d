import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { createTestClient, getAddress, http, parseSignature, publicActions, toHex, walletActions } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { startAnvil } from "./anvil.mjs";

const { abi, bytecode } = JSON.parse(readFileSync(new URL("./Token.json", import.meta.url), "utf8"));
// Anvil's own accounts: everybody knows their keys.
const [sender, payer, seller, thief] = [0, 1, 2, 3].map((addressIndex) =>
  mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex }),
);
const FOR_EVER = 2n ** 63n;
const TYPES = {
  TransferWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
};

let anvil, client, token;
let nonces = 0n;

before(async () => {
  anvil = await startAnvil();
  client = createTestClient({ chain: foundry, mode: "anvil", pollingInterval: 20, transport: http(anvil.rpc) })
    .extend(publicActions)
    .extend(walletActions);
  const hash = await client.deployContract({ account: sender, abi, bytecode });
  token = getAddress((await client.waitForTransactionReceipt({ hash })).contractAddress);
  await write("mint", payer.address, 1_000_000n);
});
after(() => anvil.stop());

async function write(functionName, ...args) {
  const hash = await client.writeContract({ account: sender, address: token, abi, functionName, args });
  return client.waitForTransactionReceipt({ hash });
}

const read = (functionName, ...args) => client.readContract({ address: token, abi, functionName, args });

/** An authorization of the payer for the seller, and a signature of it. */
async function authorization(changes = {}, signer = payer) {
  const message = {
    from: payer.address,
    to: seller.address,
    value: 1_000n,
    validAfter: 0n,
    validBefore: FOR_EVER,
    nonce: toHex(++nonces, { size: 32 }),
    ...changes,
  };
  const domain = { name: "USDC", version: "2", chainId: foundry.id, verifyingContract: token };
  const signature = await signer.signTypedData({
    domain,
    types: TYPES,
    primaryType: "TransferWithAuthorization",
    message,
  });
  return { fields: Object.values(message), nonce: message.nonce, signature };
}

test("an authorization moves its value once, as bytes and as v, r, s", async () => {
  const before = await read("balanceOf", seller.address);
  const first = await authorization();
  await write("transferWithAuthorization", ...first.fields, first.signature);
  await assert.rejects(write("transferWithAuthorization", ...first.fields, first.signature), /used or canceled/);
  assert.equal(await read("authorizationState", payer.address, first.nonce), true);

  const second = await authorization();
  const { r, s, v } = parseSignature(second.signature);
  await write("transferWithAuthorization", ...second.fields, Number(v), r, s);
  assert.equal((await read("balanceOf", seller.address)) - before, 2_000n);
});

test("what the payer did not sign, or not for now, moves nothing", async () => {
  const refused = async (given, reason) =>
    assert.rejects(write("transferWithAuthorization", ...given.fields, given.signature), reason);
  await refused(await authorization({}, thief), /invalid signature/);
  await refused(await authorization({ validBefore: 1n }), /expired/);
  await refused(await authorization({ validAfter: FOR_EVER }), /not yet valid/);
  await refused(await authorization({ value: 10n ** 18n }), /exceeds balance/);
  const { fields, signature } = await authorization();
  fields[2] = 2_000n;
  await refused({ fields, signature }, /invalid signature/);
});
