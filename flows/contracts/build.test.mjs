import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CONTRACTS, compile } from "./build.mjs";

for (const name of CONTRACTS) {
  test(`${name}.json is what ${name}.sol compiles to`, () => {
    assert.deepEqual(compile(name), JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8")));
  });
}
