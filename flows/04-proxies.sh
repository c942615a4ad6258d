#!/usr/bin/env bash
# The gate behind nginx, Caddy and Traefik with the configurations of deploy/proxies; those that are not installed are named and left out.
source "$(dirname "$0")/lib.sh"
cd "$root"
./mvnw -B -ntp verify -pl flows -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=ProxiesIT -Dfailsafe.failIfNoSpecifiedTests=false >"$scratch/log" 2>&1 || { tail -n 60 "$scratch/log" >&2; fail "behind every proxy"; }
grep -o '[A-Z]* is left out: .*' "$scratch/log" || true
ok "unpaid, paid, replayed, spoofed and misspelt requests behind every proxy that is here"
