package io.offerflow.verifier.x402;

/** Makes words of a facilitator harmless: they come from outside, may span lines and hold anything. */
public final class FacilitatorText {
    private static final int MAX = 160;

    private FacilitatorText() {}

    /** One line of printable ASCII, at most 160 characters. */
    public static String clean(String text) {
        StringBuilder out = new StringBuilder();
        boolean gap = false;
        for (int i = 0; i < text.length() && out.length() < MAX; i++) {
            char c = text.charAt(i);
            if (c > 0x20 && c < 0x7f) {
                out.append(c);
                gap = false;
            } else if (!gap && !out.isEmpty()) {
                out.append(' ');
                gap = true;
            }
        }
        return out.toString().strip();
    }
}
