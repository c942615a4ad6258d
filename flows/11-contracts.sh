#!/usr/bin/env bash
# The contracts that stand on local chains: each compiles to what is committed, and does on anvil what it promises.
source "$(dirname "$0")/lib.sh"
contracts=$root/flows/contracts
command -v node >/dev/null || skip "no node on PATH"
[[ -d $contracts/node_modules/solc ]] || (cd "$contracts" && npm ci --ignore-scripts --no-audit --no-fund --silent)

(cd "$contracts" && npm test --silent) >"$scratch/tests" 2>&1 || { cat "$scratch/tests" >&2; fail "npm test"; }
passed=$(sed -n 's/^.*pass \([0-9]*\)$/\1/p' "$scratch/tests")
((passed > 0)) || { cat "$scratch/tests" >&2; fail "no test ran"; }
ok "$passed tests of the registry and the token pass"
