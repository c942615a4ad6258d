# shellcheck shell=sh
# Sourced: sets $java to a JDK of 21 or newer, or ends the script with a sentence.

major() { # the major version of a java program; 0 when it does not run
  "$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
}

find_java() {
  for candidate in \
    "${OFFERFLOW_JAVA_HOME:-/none}/bin/java" "${JAVA_HOME:-/none}/bin/java" "$(command -v java || echo /none)" \
    /usr/lib/jvm/*/bin/java /opt/java/*/bin/java /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java \
    "$HOME"/.sdkman/candidates/java/*/bin/java "$HOME"/.jdks/*/bin/java; do
    [ -x "$candidate" ] || continue
    version=$(major "$candidate")
    if [ "${version:-0}" -ge 21 ] && [ -x "$(dirname "$candidate")/javac" ]; then
      echo "$candidate"
      return
    fi
  done
}

java=$(find_java)
if [ -z "$java" ]; then
  echo "offerflow: no JDK 21 or newer found. Install one (any vendor), or set OFFERFLOW_JAVA_HOME to it." >&2
  exit 2
fi

# Words for every JVM that carries Temporal or netty; older JDKs do not know the last one.
java_options="--enable-native-access=ALL-UNNAMED"
if [ "$(major "$java")" -ge 24 ]; then
  java_options="$java_options --sun-misc-unsafe-memory-access=allow"
fi
