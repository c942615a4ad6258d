#!/bin/sh
# How fast offers converge on real servers, beside what is promised. Options: --offers N, --burst N, --strict, --help.
# Needs kube-apiserver, etcd, kube-controller-manager and temporal on PATH or in KUBEBUILDER_ASSETS.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/temporal-dev/find-java.sh"
(cd "$root" && JAVA_HOME=$(dirname "$(dirname "$java")") ./mvnw -B -q -pl flows -am -DskipTests -Dspotless.check.skip package)
# shellcheck disable=SC2086  # the options are words
exec "$java" $java_options -XX:+UseSerialGC -Xmx768m -Dlogback.configurationFile=io/offerflow/dev/logback.xml \
  -cp "$root/flows/target/classes:$root/temporal-dev/target/lib/*" io.offerflow.flows.bench.ConvergenceBench "$@"
