#!/usr/bin/env bash
# The official client buys from an offer, the official facilitator settles on a local chain: buyer -1000, seller +1000.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/official/lib.sh"

start_chain
start_dev --kube embedded --temporal embedded --facilitator "$(chain facilitator)"
kubectl apply -f "$scratch/state/hello.yaml"
url=$(dev verifier proxy)/services/hello
until_true 20 "the offer asks for money" asks402 "$url"
for version in "" --v1; do
  buys "${version:-v2}" "$url" $version --again
  # Proxies do not pass on what the gate answers to them, so the receipt is where the payment is presented again.
  [[ $(json "$scratch/bought.json" again reason) == payment_already_used ]] || fail "a payment buys once"
  receipt "${version:-v2}, behind ForwardAuth" again
  status=$(json "$scratch/bought.json" again statusUrl)
  curl -s "$(dev verifier verify)/settlements/${status##*/}" >"$scratch/status.json"
  [[ $(json "$scratch/status.json" state) == settled && $(json "$scratch/status.json" delivered) == true ]] ||
    { cat "$scratch/status.json" >&2; fail "the status URL tells that it is settled and delivered"; }
  [[ $(json "$scratch/status.json" transaction) == "$(json "$scratch/bought.json" again paymentResponse transaction)" ]] ||
    fail "the status URL names the transaction"
  ok "${version:-v2}: the status URL tells that it is settled, in which transaction, and delivered"
done
