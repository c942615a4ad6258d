#!/usr/bin/env bash
# What the README says about Temporal, against a server with the command of docker-compose.yml, started here without Docker.
source "$(dirname "$0")/lib.sh"
command -v temporal >/dev/null || skip "no temporal on PATH"
command -v kubectl >/dev/null || skip "no kubectl on PATH"

port=$((${PORT_BASE:-20000} + 9233))
mapfile -t arguments < <(sed -n '/command:/,/ports:/s/^ *- //p' "$root/temporal-dev/docker-compose.yml" |
  sed "s|=0.0.0.0|=127.0.0.1|; s|=/data/|=$scratch/|")
command temporal "${arguments[@]}" --port "$port" --ui-port $((port + 1000)) --log-level error >"$scratch/temporal.log" 2>&1 &
temporal_pid=$!
trap 'kill -TERM $temporal_pid 2>/dev/null; cleanup' EXIT
temporal() { command temporal "$@" --address "127.0.0.1:$port"; }
until_true 60 "the server of docker-compose.yml is up, by its own health check" temporal operator cluster health
workflow() { temporal workflow "$@" --namespace offerflow; }

start_dev --kube embedded --temporal-address "127.0.0.1:$port"
grep -q "Temporal at 127.0.0.1:$port is yours" "$scratch/dev.log" || fail "dev tells whose the UI is"
kubectl apply -f "$scratch/state/hello.yaml"
kubectl wait -n demo --for=condition=Ready serviceoffer/hello --timeout=30s
id=serviceoffer/demo/hello
found() { workflow list --query "$1" | grep -q "$id"; }
until_true 10 "found by namespace and name" found 'ObolNamespace = "demo" AND ObolName = "hello"'
until_true 10 "found among those on sale" found 'ObolReady = true'
found 'ObolReady = false' && fail "it is not among those that are not on sale"

kubectl patch so -n demo hello --type=merge -p '{"spec":{"path":"/services/moved"}}'
kubectl wait -n demo --for=jsonpath='{.status.endpoint}'=/services/moved so/hello --timeout=10s
kubectl wait -n demo --for=condition=Ready serviceoffer/hello --timeout=30s
summary() { workflow show --workflow-id "$id" --output json | python3 -c '
import base64, json, sys
for event in json.load(sys.stdin)["events"]:
    summary = event.get("userMetadata", {}).get("summary", {}).get("data", "")
    print(base64.b64decode(summary).decode())' | tee "$scratch/summaries" | grep -q "$1"; }
until_true 10 "the history tells: gen 2: ... HTTPRoute so-hello" summary 'gen 2: .*apply HTTPRoute so-hello'
for query in describe conditions plan timeline; do
  workflow query --workflow-id "$id" --type "$query" >"$scratch/$query" || fail "query $query"
done
grep -q '/services/moved' "$scratch/describe" || fail "describe tells the path"
ok "queries: describe, conditions, plan, timeline"
update() { workflow update execute --workflow-id "$id" --name "$1" | grep -q "$2" || fail "update $1"; }
update pause Paused
[[ $(kubectl get so -n demo hello -o jsonpath='{.spec.paused}') == true ]] || fail "pause is written into the spec"
update resume Ready
update reconcileNow Ready
ok "updates: pause, resume, reconcileNow"

kubectl patch so -n demo hello --type=merge -p '{"spec":{"upstream":{"service":"nowhere"}}}'
until_true 20 "found among those that are not on sale" found 'ObolReady = false'
kubectl delete so -n demo hello --timeout=30s
