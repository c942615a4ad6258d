# Shared by the numbered flows. Each flow runs by hand from anywhere, prints what it checks, and fails at the first lie.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
dev_pid=
cleanup() {
  status=$?
  stop_dev
  if ((status)) && [[ -f $scratch/dev.log ]]; then tail -n 40 "$scratch/dev.log" "$scratch"/state/logs/*.log >&2 2>/dev/null || true; fi
  rm -rf "$scratch"
}
trap cleanup EXIT

ok() { printf '  ok    %s\n' "$*"; }
fail() { printf '  FAIL  %s\n' "$*" >&2; exit 1; }
skip() { printf '  skip  %s\n' "$*"; exit 0; }

# until_true SECONDS WHAT COMMAND...: runs the command every 0.2 s until it succeeds
until_true() {
  local limit=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < limit)) || fail "$what"
    sleep 0.2
  done
  ok "$what"
}

# start_dev ARGS...: offerflow dev in the background, with its state in $scratch/state
start_dev() {
  "$root/offerflow" dev --state "$scratch/state" --port-base "${PORT_BASE:-20000}" "$@" >"$scratch/dev.log" 2>&1 &
  dev_pid=$!
  local limit=$((SECONDS + 300))
  until grep -qs '^Ready\.' "$scratch/dev.log"; do
    kill -0 "$dev_pid" 2>/dev/null || { cat "$scratch/dev.log" >&2; fail "dev ended before it was ready"; }
    ((SECONDS < limit)) || { cat "$scratch/dev.log" >&2; fail "dev was not ready in 300 s"; }
    sleep 0.3
  done
  ok "dev is ready"
}

stop_dev() {
  [[ -n $dev_pid ]] || return 0
  kill -TERM "$dev_pid" 2>/dev/null || true
  wait "$dev_pid" 2>/dev/null || true
  dev_pid=
}

# dev KEY...: a value of dev.json, e.g. dev verifier proxy
dev() { python3 -c 'import json,sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2:]: value = value[key]
print("" if value is None else value)' "$scratch/state/dev.json" "$@"; }

kubectl() { command kubectl --kubeconfig "$scratch/state/kubeconfig" "$@"; }
