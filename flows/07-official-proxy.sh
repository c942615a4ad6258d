#!/usr/bin/env bash
# The official client and facilitator with an offer that the gate serves itself: the seller works, money moves, and the answer has its receipt.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/official/lib.sh"

on_success() {
  kubectl apply -f "$scratch/state/hello.yaml"
  kubectl patch so -n demo hello --type=merge -p '{"spec":{"settlement":"OnSuccess"}}'
  kubectl wait -n demo --for=condition=Ready serviceoffer/hello --timeout=30s
  url=$(dev verifier proxy)/services/hello
  until_true 20 "the offer asks for money" asks402 "$url"
  kubectl get middleware -n demo x402-hello >/dev/null 2>&1 && fail "requests go through the gate, which needs no Middleware"
  ok "requests go through the gate"
}

purchases() {
  for version in "" --v1; do
    buys "${version:-v2}, $1" "$url" $version
    receipt "${version:-v2}, $1"
  done
}

echo "-- the official facilitator"
start_chain
start_dev --kube embedded --temporal embedded --facilitator "$(chain facilitator)"
on_success
purchases "official facilitator"
buys "with a payment identifier" "$url" --identifier order-2026-0000001 --again
[[ $(json "$scratch/bought.json" identifier) == order-2026-0000001 ]] || fail "the client named its payment, as the challenge offers it"
[[ $(json "$scratch/bought.json" again reason) == payment_already_used ]] || fail "the same payment is answered alike"
ok "the same payment under the same name is told what it bought"
if node "$official/buy.mjs" "$url" --identifier order-2026-0000001 >"$scratch/second.json"; then fail "another payment under that name is refused"; fi
[[ $(json "$scratch/second.json" status) == 409 ]] || { cat "$scratch/second.json" >&2; fail "another payment under that name: 409"; }
ok "another payment under the same name: 409"
stop_dev

echo "-- x402-rs as facilitator"
if ! command -v x402-rs >/dev/null; then
  printf '  skip  no x402-rs on PATH: a facilitator of other authors is left out\n'
  exit 0
fi
port=$((${PORT_BASE:-20000} + 9402))
# The fourth of the accounts that anvil comes with; the first is the official facilitator's.
cat >"$scratch/x402-rs.json" <<JSON
{"host": "127.0.0.1", "port": $port,
 "chains": {"eip155:84532": {"eip1559": true, "flashblocks": false,
   "signers": ["0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6"], "rpc": [{"http": "$(chain rpc)", "rate_limit": 100}]}},
 "schemes": [{"id": "v1-eip155-exact", "chains": "eip155:*"}, {"id": "v2-eip155-exact", "chains": "eip155:*"}]}
JSON
RUST_LOG=warn x402-rs --config "$scratch/x402-rs.json" >"$scratch/x402-rs.log" 2>&1 &
facilitator_pid=$!
until_true 30 "x402-rs is up" curl -sf "http://127.0.0.1:$port/health"
start_dev --kube embedded --temporal embedded --facilitator "http://127.0.0.1:$port"
on_success
purchases x402-rs
