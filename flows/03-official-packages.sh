#!/usr/bin/env bash
# The official client buys from an offer, the official facilitator settles on a local chain: buyer -1000, seller +1000.
source "$(dirname "$0")/lib.sh"
command -v node >/dev/null || skip "no node on PATH"
command -v kubectl >/dev/null || skip "no kubectl on PATH"
official=$root/flows/official
[[ -d $official/node_modules ]] || (cd "$official" && npm ci --no-audit --no-fund --silent)

node "$official/facilitator.mjs" >"$scratch/facilitator.json" 2>"$scratch/facilitator.err" &
facilitator_pid=$!
trap 'kill -TERM $facilitator_pid 2>/dev/null; cleanup' EXIT
until_true 60 "anvil and the official facilitator are up" grep -q facilitator "$scratch/facilitator.json"
field() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$scratch/facilitator.json" "$1"; }
balance() { curl -s "$(field facilitator)/balance/$1" | python3 -c 'import json,sys; print(json.load(sys.stdin)["balance"])'; }

start_dev --kube embedded --temporal embedded --facilitator "$(field facilitator)"
seller=$(python3 - "$scratch/state/hello.yaml" <<'PY'
import re, sys
print(re.search(r'payTo: "?(0x[0-9a-fA-F]{40})', open(sys.argv[1]).read()).group(1))
PY
)
kubectl apply -f "$scratch/state/hello.yaml"
url=$(dev verifier proxy)/services/hello
asks402() { [[ $(curl -s -o /dev/null -w '%{http_code}' "$url") == 402 ]]; }
until_true 20 "the offer asks for money" asks402
for version in "" --v1; do
  buyer=$(field buyer)
  before_buyer=$(balance "$buyer") before_seller=$(balance "$seller")
  node "$official/buy.mjs" "$url" $version >"$scratch/bought.json" || { cat "$scratch/bought.json" >&2; fail "the official client buys"; }
  grep -q '"status":200' "$scratch/bought.json" || { cat "$scratch/bought.json" >&2; fail "a paid request answers 200"; }
  [[ $((before_buyer - $(balance "$buyer"))) == 1000 ]] || fail "buyer -1000"
  [[ $(($(balance "$seller") - before_seller)) == 1000 ]] || fail "seller +1000"
  ok "${version:-v2}: 402, paid 200, buyer -1000, seller +1000"
done
