#!/usr/bin/env bash
# The README's first command: the whole story, embedded; nothing is left running.
source "$(dirname "$0")/lib.sh"
began=$SECONDS
"$root/offerflow" demo | tee "$scratch/demo.log"
took=$((SECONDS - began))
for line in applied ready 402 200 edited deleted gone; do
  grep -q " $line " "$scratch/demo.log" || fail "the demo tells of '$line'"
done
ok "the story is whole, in $took s with the JVM's start (and the build, when something had changed)"
pgrep -f 'io.offerflow.dev.Main demo' >/dev/null && fail "a process is left"
ok "no process is left"
