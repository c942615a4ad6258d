#!/bin/sh
# How close the gate comes to the server it stands on. Options: --seconds N, --rounds N, --offers N, --soak MINUTES, --strict,
# --help. Needs wrk.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/temporal-dev/find-java.sh"
(cd "$root" && JAVA_HOME=$(dirname "$(dirname "$java")") ./mvnw -B -q -pl flows -am -DskipTests -Dspotless.check.skip package)
# shellcheck disable=SC2086  # the options are words
exec "$java" $java_options -XX:+UseSerialGC -Xmx512m -Dlogback.configurationFile=io/offerflow/dev/logback.xml \
  -cp "$root/flows/target/classes:$root/temporal-dev/target/lib/*" io.offerflow.flows.bench.gate.GateBench "$@"
