#!/usr/bin/env bash
# The official facilitator settles on a local chain and its answer is lost, or the order never reaches it: the gate does not know, a workflow
# finds out, the official client comes back with the same payment and gets one delivery for it.
source "$(dirname "$0")/lib.sh"
command -v node >/dev/null || skip "no node on PATH"
command -v kubectl >/dev/null || skip "no kubectl on PATH"
official=$root/flows/official
[[ -d $official/node_modules ]] || (cd "$official" && npm ci --no-audit --no-fund --silent)

node "$official/facilitator.mjs" >"$scratch/facilitator.json" 2>"$scratch/facilitator.err" &
facilitator_pid=$!
lossy_pid=
trap 'kill -TERM $facilitator_pid $lossy_pid 2>/dev/null; cleanup' EXIT
until_true 60 "anvil and the official facilitator are up" grep -q facilitator "$scratch/facilitator.json"
value() { python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$@"; }
field() { value "$scratch/facilitator.json" "$1"; }
rpc() { curl -sf -H 'content-type: application/json' -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":[]}" "$(field rpc)"; }
balance() { curl -s "$(field facilitator)/balance/$1" | python3 -c 'import json,sys; print(json.load(sys.stdin)["balance"])'; }

# round PURPOSE LOSES: one stack, one lost settlement
round() {
  echo "-- $1"
  rm -f "$scratch/lossy.json"
  node "$official/lossy.mjs" --lose "$2" "$(field facilitator)" >"$scratch/lossy.json" &
  lossy_pid=$!
  until_true 10 "the facilitator loses one $2" grep -q facilitator "$scratch/lossy.json"
  start_dev --kube embedded --temporal embedded --facilitator "$(value "$scratch/lossy.json" facilitator)" --rpc "$(field rpc)"
  kubectl apply -f "$scratch/state/hello.yaml"
  url=$(dev verifier proxy)/services/hello
  until_true 20 "the offer asks for money" asks402
  buyer=$(field buyer)
  before=$(balance "$buyer")
  # The chain mines when something is sent; a block a second is what makes one final.
  (while sleep 1; do rpc evm_mine >/dev/null || exit; done) &
  miner_pid=$!
  node "$official/lost.mjs" "$url" "$(dev verifier verify)" >"$scratch/lost.json" || { cat "$scratch/lost.json" >&2; fail "the official client pays"; }
  kill "$miner_pid" 2>/dev/null || true
  cat "$scratch/lost.json"
  [[ $(value "$scratch/lost.json" first) == 503 ]] || fail "a lost outcome answers 503"
  ok "the lost outcome answers 503 and names a status address"
  [[ $(value "$scratch/lost.json" state) == settled ]] || fail "the status turns to settled"
  ok "the workflow found out: settled in $(value "$scratch/lost.json" transaction | cut -c1-18)..."
  [[ $(value "$scratch/lost.json" second) == 200 && $(value "$scratch/lost.json" third) != 200 ]] || fail "the same payment buys one delivery"
  ok "the same payment again: 200, and once more: $(value "$scratch/lost.json" third)"
  [[ $((before - $(balance "$buyer"))) == 1000 ]] || fail "buyer -1000, once"
  ok "buyer -1000, once"
  stop_dev
  kill -TERM "$lossy_pid" 2>/dev/null || true
  lossy_pid=
  rm -rf "$scratch/state"
}
asks402() { [[ $(curl -s -o /dev/null -w '%{http_code}' "$url") == 402 ]]; }

round "settled, and the answer is lost" answer
round "the order never arrives" request
