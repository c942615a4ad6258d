package io.offerflow.api.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConditionsReferenceTest {
    private static final Path PAGE = Path.of("../docs/reference/conditions.md");

    /** Run with -Ddocs.write=true to write the page anew. */
    @Test
    void the_reference_page_lists_every_reason_with_its_meaning_and_next_step() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder(
                """
                # Conditions and reasons

                Written from `Reason.java`; a test compares both.

                ## Of a ServiceOffer

                | condition | true means |
                |---|---|
                | ModelReady | the model is declared, or the kind of offer needs none |
                | UpstreamHealthy | the last health check answered 2xx |
                | PaymentGateReady | every ready verifier replica charges for this very spec |
                | RoutePublished | the Gateway has accepted the HTTPRoute as rendered |
                | Registered | registration is done, or not asked for; gates Ready only with `spec.registration.required` |
                | Ready | the first four are true at the current generation |
                | Reconciling | present while something is missing that comes by itself |
                | Stalled | present while only a person can help |
                | Draining | present while `spec.drainAt` is set |
                | Paused | present while `spec.paused` (or the annotation `obol.org/paused`) freezes the controller's writes |

                ## Of an Agent

                | condition | true means |
                |---|---|
                | Validated | the spec can be carried out, and no older Agent owns the namespace |
                | Provisioned | every child is as wanted and the newest pod is ready |
                | WalletReady | the keystore has the pinned address, its password is there and the signer is ready; present while `spec.wallet.create` is true, see docs/wallets.md |
                | Ready | all of the above at the current generation; only then offers of the agent are on sale |
                | ConfigDrift | somebody edited the agent's configuration, which is left so until the spec changes; no fault, and Ready does not depend on it |
                | ObjectiveDelivered | SOUL.md was made from the present `spec.objective`; Ready does not depend on it. After another objective annotate the Agent with a new value of `obol.org/render-soul` |
                | BuyersIsolated | no tool of the agent leads from one buyer to another, to the agent's keys or to its wallet; Ready does not depend on it, see docs/selling-agents.md |
                | Reconciling | present while something is missing that comes by itself |
                | Stalled | present while only a person can help |

                ## Reasons

                | reason | what it means | next step | stalls |
                |---|---|---|---|
                """);
        for (Reason reason : Reason.values()) {
            page.append("| ")
                    .append(String.join(
                            " | ", reason.name(), reason.meaning(), reason.nextStep(), reason.stalls() ? "yes" : ""))
                    .append(" |\n");
        }
        return page.toString();
    }
}
