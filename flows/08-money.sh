#!/usr/bin/env bash
# Requests of all kinds while calls to the facilitator fail in all ways: nobody pays twice, nobody rides free, and the ledger is the token's log.
# REQUESTS over a token in memory, CHAIN_REQUESTS over anvil with the official facilitator; SEED repeats a run.
source "$(dirname "$0")/lib.sh"
cd "$root"
if command -v node >/dev/null; then
  [[ -d flows/official/node_modules/@x402/extensions ]] || (cd flows/official && npm ci --no-audit --no-fund --silent)
fi
./mvnw -B -ntp verify -pl flows -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=MoneyIT -Dfailsafe.failIfNoSpecifiedTests=false \
  "-Dofferflow.money.requests=${REQUESTS:-100000}" "-Dofferflow.money.chain.requests=${CHAIN_REQUESTS:-300}" \
  ${SEED:+"-Dofferflow.money.seed=$SEED"} >"$scratch/log" 2>&1 ||
  { grep -v '^[[:space:]]*at ' "$scratch/log" | tail -n 60 | cut -c1-2000 >&2; fail "money adds up"; }
grep -E ' MoneyIT +(.*seed=|[0-9]+ (requests|purchases)|the run)' "$scratch/log" | sed 's/^/  /'
ok "every outcome is accounted for"
