// Compiles the contracts of this folder to <Name>.json beside them: {"contract","compiler","abi","bytecode","runtime"}.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import solc from "solc";

export const CONTRACTS = ["IdentityRegistry", "Multicall", "Token"];
const imports = createRequire(import.meta.url);

/** The artefact of one contract as it is committed. The same sources and versions give the same bytes. */
export function compile(name) {
  const input = {
    language: "Solidity",
    sources: { [`${name}.sol`]: { content: readFileSync(new URL(`./${name}.sol`, import.meta.url), "utf8") } },
    settings: {
      evmVersion: "cancun",
      optimizer: { enabled: true, runs: 200 },
      viaIR: true,
      metadata: { appendCBOR: false, bytecodeHash: "none" },
      outputSelection: { [`${name}.sol`]: { [name]: ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
    },
  };
  const findImport = (path) => ({ contents: readFileSync(imports.resolve(path), "utf8") });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: findImport }));
  const complaints = (output.errors ?? []).map((error) => error.formattedMessage);
  if (complaints.length > 0) throw new Error(complaints.join("\n"));
  const { abi, evm } = output.contracts[`${name}.sol`][name];
  return {
    contract: name,
    compiler: `solc ${solc.version()}`,
    abi,
    bytecode: `0x${evm.bytecode.object}`,
    runtime: `0x${evm.deployedBytecode.object}`,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const name of CONTRACTS) {
    writeFileSync(new URL(`./${name}.json`, import.meta.url), `${JSON.stringify(compile(name), null, 1)}\n`);
  }
}
