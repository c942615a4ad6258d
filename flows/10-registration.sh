#!/usr/bin/env bash
# An offer that asks for it is registered on a chain (ERC-8004): one id, minted by a signer with a policy, and a reader that nobody here wrote finds
# through it what is sold. Another public address is told to the registry; so is the end.
source "$(dirname "$0")/lib.sh"
readers=$root/flows/readers
command -v node >/dev/null || skip "no node on PATH"
command -v kubectl >/dev/null || skip "no kubectl on PATH"
[[ -d $readers/node_modules/agent0-sdk ]] || (cd "$readers" && npm ci --ignore-scripts --no-audit --no-fund --silent)
anvil=${ANVIL:-$(command -v anvil || ls "$readers"/node_modules/@foundry-rs/anvil-*/bin/anvil 2>/dev/null | head -n 1)}
[[ -x $anvil ]] || skip "no anvil on PATH or among the packages of flows/readers"
. "$root/temporal-dev/find-java.sh"

pids=()
end() {
  ((${#pids[@]})) && kill -TERM "${pids[@]}" 2>/dev/null
  cleanup
}
trap end EXIT

# rpc METHOD PARAMS: the result of a call
rpc() {
  curl -s -H 'content-type: application/json' "$chain" -d '{"jsonrpc":"2.0","id":1,"method":"'"$1"'","params":'"$2"'}' |
    python3 -c 'import json,sys; print(json.dumps(json.load(sys.stdin)["result"]))'
}
registrations() {
  rpc eth_getLogs '[{"fromBlock":"0x0","address":"'"$registry"'","topics":["0xca52e62c367d81bb2e328eb795f7c7ba24afb478408a26c0e201d155c449bc4a"]}]' |
    python3 -c 'import json,sys; print(len(json.load(sys.stdin)))'
}

echo "-- a chain, its registry, a signer"
"$anvil" --host 127.0.0.1 --port 0 --block-time 1 >"$scratch/anvil.log" 2>&1 &
pids+=($!)
until_true 20 "anvil is up" grep -q '^Listening on' "$scratch/anvil.log"
chain=http://$(sed -n 's/^Listening on //p' "$scratch/anvil.log")
registry=$(node "$root/flows/contracts/registry.mjs" "$chain")
ok "the registry is at $registry"
# The second of the accounts that anvil comes with: everybody knows its key.
owner=0x70997970c51812dc3a010c7d01b50e0d17dc79c8
echo 59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d >"$scratch/key"
echo a-token-of-this-run-only >"$scratch/token"
cat >"$scratch/policy.yaml" <<YAML
chains:
  31337:
    native: {perTransaction: "100000000000000000", perDay: "1000000000000000000"}
    transactions:
      - to: "$registry"
        functions: ["register(string,(string,bytes)[])", "setAgentURI(uint256,string)", "setMetadata(uint256,string,bytes)"]
YAML
"$root/offerflow" --help >/dev/null # builds what changed
[[ -d $root/signer/target/classes/io ]] ||
  (cd "$root" && JAVA_HOME=$(dirname "$(dirname "$java")") ./mvnw -B -q -pl signer -am -Dmaven.test.skip=true -Dspotless.check.skip package)
mkdir "$scratch/signer"
signer_port=$((${PORT_BASE:-20000} + 900))
SIGNER__SERVER__PORT=$signer_port SIGNER__AUTH__TOKEN_FILE=$scratch/token OFFERFLOW_SIGNER_PRIVATE_KEY_FILE=$scratch/key \
  OFFERFLOW_SIGNER_POLICY_FILE=$scratch/policy.yaml OFFERFLOW_SIGNER_STATE_DIR=$scratch/signer OFFERFLOW_SIGNER_OPS_LISTEN=127.0.0.1:0 \
  "$java" -Xmx384m --enable-native-access=ALL-UNNAMED -cp "$root/signer/target/classes:$root/temporal-dev/target/lib/*" io.offerflow.signer.SignerMain \
  >"$scratch/signer.log" 2>&1 &
pids+=($!)
until_true 30 "the signer is up" curl -sf "http://127.0.0.1:$signer_port/healthz"

export OFFERFLOW_CHAIN_SIGNERS="$owner=http://127.0.0.1:$signer_port,$scratch/token"
export OFFERFLOW_IDENTITY_REGISTRIES="eip155:31337=$registry"
start_dev --kube embedded --temporal embedded --rpc "eip155:31337=$chain"
public=$(dev verifier proxy)
cat >"$scratch/address.yaml" <<YAML
apiVersion: v1
kind: Namespace
metadata: {name: obol-frontend}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: obol-stack-config, namespace: obol-frontend}
data: {tunnelURL: "$public"}
YAML
kubectl apply -f "$scratch/address.yaml"

echo "-- registered"
cat >"$scratch/offer.yaml" <<YAML
apiVersion: v1
kind: Namespace
metadata: {name: demo}
---
apiVersion: v1
kind: Service
metadata: {name: hello, namespace: demo}
spec: {type: ExternalName, externalName: localhost}
---
apiVersion: obol.org/v1alpha1
kind: ServiceOffer
metadata: {name: hello, namespace: demo}
spec:
  type: http
  upstream: {service: hello, port: $(grep -o 'port: *[0-9]*' "$scratch/state/hello.yaml" | grep -o '[0-9]*' | head -n 1)}
  payment: {network: base-sepolia, payTo: "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", price: {perRequest: "0.001"}}
  registration:
    enabled: true
    chain: eip155:31337
    name: Hello
    description: Says hello for a tenth of a cent.
YAML
kubectl apply -f "$scratch/offer.yaml"
kubectl wait -n demo --for=condition=Ready serviceoffer/hello --timeout=60s
kubectl wait -n demo --for=condition=Registered serviceoffer/hello --timeout=60s
kubectl get -n demo registrationrequests
kubectl get -n x402 agentidentities
[[ $(kubectl get -n demo serviceoffer hello -o jsonpath='{.status.agentId}') == 0 ]] || fail "the id is the registry's first, 0"
[[ $(registrations) == 1 ]] || fail "one registration on the chain"
ok "the id is 0, and it is the only one"
transaction=$(kubectl get -n demo serviceoffer hello -o jsonpath='{.status.registrationTxHash}')
[[ $(rpc eth_getTransactionReceipt "[\"$transaction\"]") == *'"status": "0x1"'* ]] || fail "the status names the transaction"
ok "the status names the transaction"

echo "-- read by agent0-sdk"
# known WHAT PYTHON: what holds of the agent as the SDK loads it
known() {
  node "$readers/read.mjs" "$chain" "$registry" 31337:0 "$owner" >"$scratch/read.json" 2>"$scratch/read.err" || return 1
  python3 -c 'import json,sys; agent = json.load(open(sys.argv[1])); assert eval(sys.argv[2]), agent' "$scratch/read.json" "$1"
}
until_true 10 "it is active and takes payments" known 'agent["active"] is True and agent["x402Support"] is True'
known 'agent["name"] == "Hello" and "tenth of a cent" in agent["description"]' || fail "name and description"
ok "name and description"
known "any(one['endpoint'] == '$public/services/hello' for one in agent['services'])" || { cat "$scratch/read.json" >&2; fail "the service and where it is"; }
ok "the service and where it is"
known 'agent["owned"] is True' || fail "the signer owns it"
ok "the signer owns it"

echo "-- the end"
kubectl delete -n demo serviceoffer hello --timeout=30s
kubectl delete -n x402 agentidentity default --timeout=60s
until_true 10 "the registry says that nothing is sold any more" known 'agent["active"] is False and agent["agentURI"].startswith("data:")'
[[ $(registrations) == 1 ]] || fail "still one registration on the chain"
ok "still one registration on the chain"
if grep -rqi 59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d "$scratch/dev.log" "$scratch/signer.log" "$scratch/state"; then
  fail "the key is in no log and no state"
fi
ok "the key is in no log and no state"
