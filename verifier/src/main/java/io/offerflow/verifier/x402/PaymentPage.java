package io.offerflow.verifier.x402;

import io.offerflow.api.price.EffectivePrice;
import io.offerflow.api.route.Requirement;
import io.offerflow.verifier.route.Terms;
import java.nio.charset.StandardCharsets;

/** The 402 as people see it in a browser. It loads nothing and runs nothing; every text in it is escaped. */
public final class PaymentPage {
    /** Keeps a browser from loading or running anything, should an escape ever be wrong. */
    public static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    private static final String START =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Payment required</title>
            <style>
            body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}
            table{border-collapse:collapse;width:100%}
            th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #ccc;overflow-wrap:anywhere}
            code{overflow-wrap:anywhere}
            </style>
            </head>
            <body>
            <h1>Payment required</h1>
            """;
    private static final String END =
            """
            </table>
            <p>This address is sold by the x402 protocol: a client that speaks it pays and gets the answer at once. Programs find the same
            in the header <code>PAYMENT-REQUIRED</code>.</p>
            </body>
            </html>
            """;

    private PaymentPage() {}

    /** UTF-8. @param url the resource's address */
    public static byte[] of(Terms terms, String url) {
        StringBuilder page = new StringBuilder(2_048).append(START);
        page.append("<p>").append(escaped(terms.description())).append("</p>\n");
        page.append("<p><code>").append(escaped(url)).append("</code></p>\n");
        page.append("<table>\n<tr><th>Price</th><th>Network</th><th>Paid to</th></tr>\n");
        for (Requirement requirement : terms.requirements()) {
            String price = new EffectivePrice(requirement.amount(), requirement.token(), false).display();
            page.append("<tr><td>")
                    .append(escaped(price))
                    .append("</td><td>")
                    .append(escaped(requirement.chain().legacyName()))
                    .append("</td><td><code>")
                    .append(escaped(requirement.payTo()))
                    .append("</code></td></tr>\n");
        }
        return page.append(END).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Safe as text and as the value of a quoted attribute. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
