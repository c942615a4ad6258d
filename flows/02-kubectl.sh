#!/usr/bin/env bash
# What `offerflow dev` prints and the README says about kubectl, on the embedded API server and on the real one.
source "$(dirname "$0")/lib.sh"
command -v kubectl >/dev/null || skip "no kubectl on PATH"

# The lines that dev prints, as they stand there; they end with the deletion of the sample.
printed() {
  grep -E '^  (kubectl|curl) ' "$scratch/dev.log" >"$scratch/printed"
  [[ $(wc -l <"$scratch/printed") -ge 6 ]] || fail "dev prints what to try"
  while read -r line; do
    bash -c "$line" >>"$scratch/printed.log" 2>&1 </dev/null || { cat "$scratch/printed.log" >&2; fail "as printed: $line"; }
  done <"$scratch/printed"
  ok "what dev prints works as printed: $(wc -l <"$scratch/printed") lines"
}

story() {
  kubectl version >/dev/null
  kubectl apply --server-side -f "$root/deploy/crds" >/dev/null || fail "the definitions alone can be installed"
  kubectl apply -f "$scratch/state/hello.yaml"
  kubectl wait -n demo --for=condition=Ready serviceoffer/hello --timeout=30s
  kubectl get so -n demo | tee "$scratch/table"
  grep -q '0.001 USDC/request' "$scratch/table" || fail "kubectl get shows the price"
  kubectl get obol -A >/dev/null || fail "kubectl get obol lists all kinds"
  url=$(dev verifier proxy)/services/hello
  [[ $(curl -s -o /dev/null -w '%{http_code}' "$url") == 402 ]] || fail "unpaid answers 402"
  curl -si "$url" | grep -qi '^payment-required:' || fail "the 402 carries PAYMENT-REQUIRED"
  ok "unpaid answers 402 with PAYMENT-REQUIRED"
  kubectl describe so -n demo hello >"$scratch/describe"
  grep -q 'GET /health answered 200' "$scratch/describe" || fail "describe names what was measured"
  grep -q Events: "$scratch/describe" && grep -q PaymentGateReady "$scratch/describe" || fail "describe shows Events"
  ok "describe names what was measured, and shows Events"
  kubectl get agents -n demo && kubectl describe httproute -n demo >/dev/null || fail "the next steps of conditions.md"

  kubectl patch so -n demo hello --type=merge -p '{"spec":{"payment":{"price":{"perRequest":"0.002"}}}}'
  until_true 10 "the edited price is asked for" asks 2000
  kubectl delete middleware -n demo x402-hello
  until_true 5 "a Middleware deleted by hand is back" kubectl get middleware -n demo x402-hello
  kubectl delete httproute -n demo so-hello
  until_true 5 "an HTTPRoute deleted by hand is back" kubectl get httproute -n demo so-hello

  if kubectl apply --server-side -f "$root/deploy/samples/bad/price-31-digits.yaml" 2>"$scratch/refusal"; then
    fail "a bad price is refused at admission"
  fi
  grep -q "is invalid" "$scratch/refusal" || { cat "$scratch/refusal" >&2; fail "the API server says what is invalid"; }
  ok "a bad price is refused: $(tail -n 1 "$scratch/refusal" | cut -c1-120)"

  kubectl delete so -n demo hello --timeout=30s
  [[ -z $(kubectl get httproute,middleware -n demo -o name) ]] || fail "no child is left"
  [[ $(curl -s -o /dev/null -w '%{http_code}' "$url") != 200 ]] || fail "a deleted offer serves nobody"
  ok "deleted: no child is left, nobody is served"
}
asks() { curl -s "$url" | grep -q "\"$1\""; }

for kind in ${KINDS:-embedded real}; do
  if [[ $kind == real ]] && ! command -v kube-apiserver temporal >/dev/null; then
    printf '  skip  real servers: no kube-apiserver and temporal on PATH\n'
    continue
  fi
  echo "-- $kind"
  if [[ $kind == real ]]; then
    start_dev # found by itself
    [[ $(dev parts kubernetes kind) == real && $(dev parts temporal kind) == real ]] || fail "real programs on PATH are used"
    kubectl get pods -n x402 || fail "the next steps of conditions.md"
  else
    start_dev --kube embedded --temporal embedded
  fi
  printed
  story
  stop_dev
  pgrep -f "$scratch" >/dev/null && fail "a process is left"
  ok "no process is left"
done
