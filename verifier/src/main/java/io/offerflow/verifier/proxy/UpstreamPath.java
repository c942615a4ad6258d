package io.offerflow.verifier.proxy;

import io.offerflow.verifier.proxy.OutgoingCall.Asked;
import io.offerflow.verifier.route.AgentDoor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The address that the upstream is asked for. It gets the one reading of the path that the rule was chosen by, escaped anew. */
final class UpstreamPath {
    private static final String CHAT = AgentDoor.CHAT;
    /** What clients of chat models ask for when they are given the offer's address as it is. */
    private static final Set<String> CHAT_ALIASES = Set.of("", "/", "/v1", "/v1/", "/chat/completions");

    private static final String UNESCAPED = "-._~!$&'()*+,=:@/";

    private UpstreamPath() {}

    /** A chat model's address is completed only where the complete one has the same rule: a free greeting at / gives no free chat. */
    static URI of(Target target, Asked asked) {
        String normal = asked.path().normalised();
        String rest = normal.startsWith(target.prefix())
                ? normal.substring(target.prefix().length())
                : normal;
        boolean chat = target.kind() == Target.Kind.CHAT
                && asked.method().equals("POST")
                && CHAT_ALIASES.contains(rest)
                && asked.alike().test(target.prefix() + CHAT);
        String path = chat ? CHAT : rest.startsWith("/") ? rest : "/" + rest;
        return URI.create(root(target) + escaped(path) + query(asked.path().target()));
    }

    /** Where an agent is asked, whatever the client's path was. */
    static URI ofChat(Target target) {
        return URI.create(root(target) + CHAT);
    }

    private static String root(Target target) {
        String base = target.base().toString();
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }

    /** The query goes on as it came, but for the few signs that a client may send and {@link URI} does not take. */
    private static String query(String target) {
        int mark = target.indexOf('?');
        if (mark < 0) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (char c : target.substring(mark).toCharArray()) {
            if ("\"<>\\^`{|}[]".indexOf(c) >= 0) {
                out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            } else {
                out.append(c);
            }
        }
        return withEscapedPercents(out.toString());
    }

    private static String withEscapedPercents(String query) {
        return query.replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
    }

    private static String escaped(String path) {
        StringBuilder out = new StringBuilder(path.length());
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0);
            if (plain) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return out.toString();
    }
}
