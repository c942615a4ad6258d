// A local chain with nothing on it.
import { spawn } from "node:child_process";
import { accessSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

/** ANVIL, else the binary of the npm package, which needs no installation step, else whatever PATH has. */
function binary() {
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

/** Starts anvil on a free port of 127.0.0.1 with chain id 31337. Resolves when it listens. */
export function startAnvil() {
  const child = spawn(binary(), ["--host", "127.0.0.1", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`anvil ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const listening = /^Listening on (127\.0\.0\.1:\d+)/.exec(line);
      if (listening) resolve({ rpc: `http://${listening[1]}`, stop: () => child.kill() });
    });
  });
}
