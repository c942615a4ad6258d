# Shared by the flows that use the official packages, after ../lib.sh: a chain, a facilitator on it, and the official client.
official=$root/flows/official
command -v node >/dev/null || skip "no node on PATH"
command -v kubectl >/dev/null || skip "no kubectl on PATH"
[[ -d $official/node_modules/@x402/extensions ]] || (cd "$official" && npm ci --no-audit --no-fund --silent)

# start_chain: anvil with the token, and the official facilitator
start_chain() {
  node "$official/facilitator.mjs" >"$scratch/facilitator.json" 2>"$scratch/facilitator.err" &
  chain_pid=$!
  trap 'kill -TERM $chain_pid ${facilitator_pid:-} 2>/dev/null; cleanup' EXIT
  until_true 60 "anvil and the official facilitator are up" grep -q facilitator "$scratch/facilitator.json"
}

# json FILE KEY...: a value of a JSON file
json() { python3 -c 'import json,sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2:]: value = value[key]
print(json.dumps(value) if isinstance(value, (bool, dict, list)) else value)' "$@"; }
chain() { json "$scratch/facilitator.json" "$@"; }
balance() { curl -s "$(chain facilitator)/balance/$1" | python3 -c 'import json,sys; print(json.load(sys.stdin)["balance"])'; }
pay_to() { grep -o 'payTo: *"\?0x[0-9a-fA-F]*' "$scratch/state/hello.yaml" | grep -o '0x[0-9a-fA-F]*'; }
asks402() { [[ $(curl -s -o /dev/null -w '%{http_code}' "$1") == 402 ]]; }

# buys WHAT ARGS... URL: the official client buys; money moves from buyer to seller, once; the answer is in $scratch/bought.json
buys() {
  local what=$1 buyer seller before_buyer before_seller
  shift
  buyer=$(chain buyer) seller=$(pay_to)
  before_buyer=$(balance "$buyer") before_seller=$(balance "$seller")
  node "$official/buy.mjs" "$@" >"$scratch/bought.json" || { cat "$scratch/bought.json" >&2; fail "$what: the official client buys"; }
  [[ $(json "$scratch/bought.json" status) == 200 ]] || { cat "$scratch/bought.json" >&2; fail "$what: a paid request answers 200"; }
  [[ $((before_buyer - $(balance "$buyer"))) == 1000 ]] || fail "$what: buyer -1000"
  [[ $(($(balance "$seller") - before_seller)) == 1000 ]] || fail "$what: seller +1000"
  ok "$what: 402, paid 200, buyer -1000, seller +1000"
}

# receipt WHAT KEY...: the official client could read a receipt there, of a transaction that is on the chain
receipt() {
  local what=$1 transaction
  shift
  [[ $(json "$scratch/bought.json" "$@" paymentResponse success) == true ]] || { cat "$scratch/bought.json" >&2; fail "$what: a receipt"; }
  transaction=$(json "$scratch/bought.json" "$@" paymentResponse transaction)
  curl -s -H 'content-type: application/json' "$(chain rpc)" \
    -d '{"jsonrpc":"2.0","id":1,"method":"eth_getTransactionReceipt","params":["'"$transaction"'"]}' |
    grep -q '"status":"0x1"' || fail "$what: the receipt names a transaction of the chain"
  ok "$what: the client reads a receipt, and its transaction is on the chain"
}
