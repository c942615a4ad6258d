package io.offerflow.verifier.bypass;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends bytes as they are and reads whatever comes back until the connection ends. */
public final class RawClient {
    /** Asks the server to hang up, where the bytes before it left the connection usable. */
    private static final String LAST = "GET /last-of-this-connection HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    /** A server that waits for more of a request says nothing. */
    private static final int PATIENCE_MILLIS = 400;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})[ \r]");

    private RawClient() {}

    /** Everything that was answered. */
    public static String send(InetSocketAddress address, String bytes) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write((bytes + LAST).getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().transferTo(answer);
        } catch (IOException endedOrSilent) {
            // A reset, or nothing more to read: what came before it counts.
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    /** The statuses of all answers. */
    public static List<Integer> statuses(String answer) {
        List<Integer> statuses = new ArrayList<>();
        Matcher status = STATUS.matcher(answer);
        while (status.find()) {
            statuses.add(Integer.parseInt(status.group(1)));
        }
        return statuses;
    }
}
