// Makes vectors.json: npm i ethers@6.17.0 viem, then node vectors.mjs. Both libraries must agree before a line is written.
import { Wallet, Transaction, TypedDataEncoder, hashMessage, getBytes } from "ethers";
import { privateKeyToAccount } from "viem/accounts";
import { hashTypedData, hashMessage as viemHashMessage } from "viem";
import { writeFileSync } from "node:fs";

const key = "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
const ethers = new Wallet(key);
const viem = privateKeyToAccount(key);
const agree = (what, a, b) => { if (a !== b) throw new Error(`${what}: ${a} is not ${b}`); return a; };
const text = v => JSON.parse(JSON.stringify(v, (k, x) => typeof x === "bigint" ? x.toString() : x));
const vectors = [];

async function typed(name, domain, types, primaryType, message, given = types) {
  const hash = agree(name, TypedDataEncoder.hash(domain, types, message), hashTypedData({ domain, types, primaryType, message }));
  const signature = agree(name, await ethers.signTypedData(domain, types, message), await viem.signTypedData({ domain, types, primaryType, message }));
  vectors.push({ name, operation: "typed-data", body: text({ types: given, primaryType, domain, message }), digest: hash, answer: { signature } });
}
async function transaction(name, tx) {
  const request = { type: 2, chainId: BigInteger(tx.chain_id), nonce: Number(tx.nonce), gasLimit: BigInteger(tx.gas_limit), maxFeePerGas: BigInteger(tx.max_fee_per_gas), maxPriorityFeePerGas: BigInteger(tx.max_priority_fee_per_gas), to: tx.to, value: BigInteger(tx.value ?? 0), data: tx.data ?? "0x" };
  const a = await ethers.signTransaction(request);
  const b = await viem.signTransaction({ type: "eip1559", chainId: Number(request.chainId), nonce: request.nonce, gas: request.gasLimit, maxFeePerGas: request.maxFeePerGas, maxPriorityFeePerGas: request.maxPriorityFeePerGas, to: request.to, value: request.value, data: request.data });
  vectors.push({ name, operation: "transaction", body: tx, digest: Transaction.from(a).unsignedHash, answer: { signed_transaction: agree(name, a, b) } });
}
const BigInteger = v => BigInt(v);
async function message(name, sent, raw) {
  const hash = agree(name, hashMessage(raw), viemHashMessage(typeof raw === "string" ? raw : { raw }));
  const signature = agree(name, await ethers.signMessage(raw), await viem.signMessage({ message: typeof raw === "string" ? raw : { raw } }));
  vectors.push({ name, operation: "message", body: { message: sent }, digest: hash, answer: { signature } });
}

const domainType = [{ name: "name", type: "string" }, { name: "version", type: "string" }, { name: "chainId", type: "uint256" }, { name: "verifyingContract", type: "address" }];
const mail = { Person: [{ name: "name", type: "string" }, { name: "wallet", type: "address" }], Mail: [{ name: "from", type: "Person" }, { name: "to", type: "Person" }, { name: "contents", type: "string" }] };
const mailMessage = { from: { name: "Cow", wallet: "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826" }, to: { name: "Bob", wallet: "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB" }, contents: "Hello, Bob!" };
const mailDomain = { name: "Ether Mail", version: "1", chainId: 1, verifyingContract: "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC" };
await typed("the Mail of EIP-712", mailDomain, mail, "Mail", mailMessage, { EIP712Domain: domainType, ...mail });
await typed("the Mail of EIP-712, domain's type derived", mailDomain, mail, "Mail", mailMessage);

const authorization = [{ name: "from", type: "address" }, { name: "to", type: "address" }, { name: "value", type: "uint256" }, { name: "validAfter", type: "uint256" }, { name: "validBefore", type: "uint256" }, { name: "nonce", type: "bytes32" }];
const usdc = { name: "USD Coin", version: "2", chainId: 8453, verifyingContract: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913" };
const transfer = { from: ethers.address, to: "0x209693Bc6afc0C5328bA36FaF03C514EF312287C", value: "10000", validAfter: "1740672089", validBefore: "1740672154", nonce: "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480" };
await typed("USDC TransferWithAuthorization", usdc, { TransferWithAuthorization: authorization }, "TransferWithAuthorization", transfer);
await typed("USDC ReceiveWithAuthorization", usdc, { ReceiveWithAuthorization: authorization }, "ReceiveWithAuthorization", transfer);
await typed("USDC Permit", usdc, { Permit: [{ name: "owner", type: "address" }, { name: "spender", type: "address" }, { name: "value", type: "uint256" }, { name: "nonce", type: "uint256" }, { name: "deadline", type: "uint256" }] }, "Permit",
  { owner: ethers.address, spender: transfer.to, value: "12345", nonce: 0, deadline: 1740672154 });
const permissions = [{ name: "token", type: "address" }, { name: "amount", type: "uint256" }];
await typed("Permit2 PermitWitnessTransferFrom", { name: "Permit2", chainId: 8453, verifyingContract: "0x000000000022D473030F116dDEE9F6B43aC78BA3" },
  { PermitWitnessTransferFrom: [{ name: "permitted", type: "TokenPermissions" }, { name: "spender", type: "address" }, { name: "nonce", type: "uint256" }, { name: "deadline", type: "uint256" }, { name: "witness", type: "Witness" }], TokenPermissions: permissions, Witness: [{ name: "to", type: "address" }, { name: "validAfter", type: "uint256" }] },
  "PermitWitnessTransferFrom", { permitted: { token: usdc.verifyingContract, amount: "777" }, spender: transfer.to, nonce: "99", deadline: "1740672154", witness: { to: transfer.to, validAfter: "0" } });
await typed("arrays, bytes, fixed bytes, bounds of integers, structs in arrays",
  { name: "Zoo", chainId: 1, salt: "0x" + "5a".repeat(32) },
  { Zoo: [{ name: "big", type: "uint256" }, { name: "small", type: "int256" }, { name: "byte", type: "int8" }, { name: "over", type: "uint64" }, { name: "flags", type: "bool[]" }, { name: "blob", type: "bytes" }, { name: "tag", type: "bytes4" }, { name: "grid", type: "uint16[2][]" }, { name: "names", type: "string[3]" }, { name: "beasts", type: "Beast[]" }, { name: "pair", type: "Beast[2][1]" }, { name: "none", type: "address[]" }],
    Beast: [{ name: "name", type: "string" }, { name: "legs", type: "Leg[]" }], Leg: [{ name: "length", type: "uint8" }, { name: "skin", type: "bytes3" }] }, "Zoo",
  { big: (2n ** 256n - 1n), small: -(2n ** 255n), byte: -1, over: (2n ** 63n + 12345678901n), flags: [true, false, true], blob: "0x00ff10", tag: "0xdeadbeef", grid: [[1, 2], [65535, 0]], names: ["", "ü", "東京"],
    beasts: [{ name: "ox", legs: [{ length: 1, skin: "0x010203" }, { length: 255, skin: "0x000000" }] }, { name: "eel", legs: [] }], pair: [[{ name: "a", legs: [] }, { name: "b", legs: [{ length: 3, skin: "0xaabbcc" }] }]], none: [] });

await transaction("a call with data beyond 55 bytes", { chain_id: "8453", to: usdc.verifyingContract, nonce: "7", gas_limit: "65000", max_fee_per_gas: "1000000000", max_priority_fee_per_gas: "1000000", value: "0", data: "0xa9059cbb" + "0".repeat(24) + transfer.to.slice(2).toLowerCase() + "0".repeat(58) + "002710" });
await transaction("a transfer of a large value, nonce 0, no tip", { chain_id: "1", to: "0x" + "11".repeat(20), nonce: "0", gas_limit: "21000", max_fee_per_gas: "40000000000", max_priority_fee_per_gas: "0", value: "123456789012345678901234567890" });
await transaction("numbers where texts may stand", { chain_id: 84532, to: "0x" + "22".repeat(20), nonce: 300, gas_limit: 21000, max_fee_per_gas: 127, max_priority_fee_per_gas: 128 - 1, value: 128, data: "0x7f" });
await transaction("hexadecimal where decimals may stand", { chain_id: "0x14a34", to: "0x" + "22".repeat(20), nonce: "0x0", gas_limit: "0x5208", max_fee_per_gas: "0xff", max_priority_fee_per_gas: "0x1", value: "0xde0b6b3a7640000", data: "0x80" });
await transaction("data of a length that takes two bytes", { chain_id: "31337", to: "0x" + "33".repeat(20), nonce: "1", gas_limit: "1000000", max_fee_per_gas: "5", max_priority_fee_per_gas: "5", value: "1", data: "0x" + "ab".repeat(700) });

await message("a text", "Hello, Bob!", "Hello, Bob!");
await message("a text of many bytes", "Zahlung über 10 € für 東京", "Zahlung über 10 € für 東京");
await message("bytes", "0x00ff0a", getBytes("0x00ff0a"));
await message("an empty text", "", "");

writeFileSync("vectors.json", JSON.stringify({ address: ethers.address, privateKey: key, vectors }, null, 1) + "\n");
console.log(vectors.length);
