#!/usr/bin/env bash
# An agent for sale: the real Hermes answers whoever pays, the official client pays and the official facilitator settles on a local chain. A run
# that fails is not paid for, buyers see nothing of each other, and nothing but the chat can be had.
source "$(dirname "$0")/lib.sh"
hermes=$(command -v hermes || true)
[[ -n $hermes || -z ${KUBEBUILDER_ASSETS:-} ]] || hermes=$(dirname "$KUBEBUILDER_ASSETS")/hermes/bin/hermes
[[ -x $hermes ]] || skip "no hermes on PATH or beside the folder of KUBEBUILDER_ASSETS (hermes-agent with aiohttp)"
source "$(dirname "$0")/official/lib.sh"

start_chain
node "$official/model.mjs" >"$scratch/model.json" &
facilitator_pid=$! # ends with the chain's
until_true 10 "a model is up" grep -q model "$scratch/model.json"
model=$(json "$scratch/model.json" model)
start_dev --kube embedded --temporal embedded --agents real --model "$model/v1" --facilitator "$(chain facilitator)"

cat >"$scratch/agent.yaml" <<YAML
apiVersion: v1
kind: Namespace
metadata: {name: demo}
---
apiVersion: obol.org/v1alpha1
kind: Agent
metadata: {name: quant, namespace: demo}
spec: {model: parrot-1, objective: Repeat what you are told.}
---
apiVersion: obol.org/v1alpha1
kind: ServiceOffer
metadata: {name: quant, namespace: demo}
spec:
  type: agent
  agent: {ref: {name: quant, namespace: demo}}
  payment: {network: base-sepolia, payTo: "$(pay_to)", price: {perRequest: "0.001"}}
YAML
kubectl apply -f "$scratch/agent.yaml"
kubectl wait -n demo --for=condition=Ready agent/quant --timeout=120s
ok "the agent is ready"
kubectl wait -n demo --for=condition=Ready serviceoffer/quant --timeout=60s
offer=$(dev verifier proxy)/services/quant
url=$offer/v1/chat/completions
until_true 20 "the offer asks for money" asks402 "$offer"

echo "-- what is sold"
extra=$(curl -s "$offer" | python3 -c 'import json,sys; print(json.load(sys.stdin)["accepts"][0]["extra"])')
[[ $extra == *"'agentModel': 'parrot-1'"* && $extra == *"'agentRuntime': 'hermes'"* ]] || fail "the challenge tells model and runtime: $extra"
ok "the challenge tells model and runtime"
[[ $(curl -s "$offer/v1/models") == *parrot-1* ]] || fail "the list of models is free"
ok "the list of models is free"

echo "-- bought"
# ask WHAT TEXT ARGS...: a question, paid for; the answer is in $scratch/bought.json
ask() { buys "$1" --method POST --body "{\"messages\":[{\"role\":\"user\",\"content\":\"$2\"}]}" "${@:3}" "$url"; }
answered() { json "$scratch/bought.json" body | grep -q "$2" || { cat "$scratch/bought.json" >&2; fail "$1"; }; }
ask "a question" "what is the word?"
answered "the agent's model answers" "user: what is the word?"
receipt "a question"
ask "a question in a conversation" "my word is blue" --header "X-Conversation-Id: chat-1"
ask "another one in it" "what is the word?" --header "X-Conversation-Id: chat-1"
answered "the agent remembers the conversation" "my word is blue"
ok "a conversation that is named goes on"

echo "-- somebody else, with the same words and the same name"
# The fifth of the accounts that anvil comes with.
other_key=0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a
for name in chat-1 chat-2; do
  BUYER_KEY=$other_key node "$official/buy.mjs" --method POST --header "X-Conversation-Id: $name" --header "X-Hermes-Session-Id: chat-1" \
    --body '{"messages":[{"role":"user","content":"what is the word?"}]}' "$url" >"$scratch/other.json" || { cat "$scratch/other.json" >&2; fail "the other buys"; }
  grep -q blue "$scratch/other.json" && { cat "$scratch/other.json" >&2; fail "the other sees nothing of it"; }
done
ok "the other sees nothing of it"

echo "-- the model is down"
curl -sf -X POST "$model/down" >/dev/null
for stream in false true; do
  before=$(balance "$(chain buyer)")
  node "$official/buy.mjs" --method POST --body "{\"stream\":$stream,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}" "$url" \
    >"$scratch/failed.json" && { cat "$scratch/failed.json" >&2; fail "a run that fails is no success"; }
  [[ $(json "$scratch/failed.json" status) == 502 && $(json "$scratch/failed.json" body) == *agent_incomplete* ]] ||
    { cat "$scratch/failed.json" >&2; fail "a run that fails answers 502"; }
  [[ $(balance "$(chain buyer)") == "$before" ]] || fail "a run that fails costs nothing"
  ok "a run that fails answers 502 and costs nothing (stream: $stream)"
done
curl -sf -X POST "$model/up" >/dev/null
ask "when the model is back" "hello again"

echo "-- what is not for sale"
before=$(balance "$(chain buyer)")
for request in "GET /api/sessions" "GET /api/sessions/x/messages" "DELETE /api/sessions/x" "POST /api/jobs" "POST /api/cron/fire" \
  "POST /v1/responses" "GET /v1/responses/x" "POST /v1/runs" "POST /v1/runs/x/approval" "GET /v1/toolsets" "GET /health/detailed" \
  "POST /p/default/v1/chat/completions" "GET /%61pi/sessions" "GET /v1/../api/sessions"; do
  node "$official/buy.mjs" --method "${request%% *}" "$offer${request#* }" >"$scratch/refused.json" && fail "$request is refused"
  [[ $(json "$scratch/refused.json" status) =~ ^40[34]$ && $(json "$scratch/refused.json" paymentResponse) == None ]] ||
    { cat "$scratch/refused.json" >&2; fail "$request is refused without a price"; }
done
[[ $(balance "$(chain buyer)") == "$before" ]] || fail "what is refused costs nothing"
ok "everything else of the agent is refused, and costs nothing"
