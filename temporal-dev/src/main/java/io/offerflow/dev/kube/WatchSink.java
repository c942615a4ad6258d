package io.offerflow.dev.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Where a watch's events go. Sending blocks while the client does not read; only its own watch waits then. */
interface WatchSink {

    void send(ObjectNode event) throws IOException;
}
