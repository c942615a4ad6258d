package io.offerflow.workflows.chain;

import static io.offerflow.workflows.ObolSearchAttributes.KIND;
import static io.offerflow.workflows.ObolSearchAttributes.NAME;
import static io.offerflow.workflows.ObolSearchAttributes.NETWORK;
import static io.offerflow.workflows.ObolSearchAttributes.PHASE;

import io.offerflow.api.identity.RegistryChain;
import io.offerflow.workflows.chain.AccountActivities.Account;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.stream.Collectors;

/** What people see of an account in Temporal. Written only when it changes. */
final class AccountFacade {
    /** Of those that ended, the newest. */
    private static final int ENDED_SHOWN = 20;

    private final Account account;
    private String shown = "";
    private String phase = "";

    AccountFacade(Account account) {
        this.account = account;
    }

    void show(AccountState state, List<IntentReport> reports, boolean searchable) {
        String text = markdown(state, reports, false);
        if (!text.equals(shown)) {
            shown = text;
            Workflow.setCurrentDetails(text);
        }
        String now = phase(state, reports);
        if (searchable && !now.equals(phase)) {
            phase = now;
            Workflow.upsertTypedSearchAttributes(
                    KIND.valueSet("ChainAccount"),
                    NAME.valueSet(account.address()),
                    NETWORK.valueSet("eip155:" + account.chainId()),
                    PHASE.valueSet(now));
        }
    }

    private static String phase(AccountState state, List<IntentReport> reports) {
        if (state.frozen()) {
            return "Frozen";
        }
        return reports.stream().allMatch(report -> report.state().ended()) ? "Idle" : "Busy";
    }

    /** @param numbers whether what changes with every block is shown */
    String markdown(AccountState state, List<IntentReport> reports, boolean numbers) {
        StringBuilder text = new StringBuilder("**" + phase(state, reports) + "**: account `" + account.address()
                + "` on chain " + account.chainId() + ", next nonce " + state.nextNonce() + "\n");
        Waiting trouble = state.trouble();
        if (trouble != null) {
            text.append("\n")
                    .append(cell(trouble.reason().sentence() + " (" + trouble.detail() + ")"))
                    .append("\n");
        }
        ChainView.Head head = state.head();
        if (numbers && head != null) {
            text.append("\nat block " + head.block() + ": nonce " + head.nonce() + ", balance "
                    + Price.amount(
                            head.balance(), RegistryChain.of(account.chainId()).currency())
                    + ", base fee " + Price.gwei(head.quote().baseFee()) + "\n");
        }
        text.append("\n| intent | state | why | nonce | transactions |\n|---|---|---|---|---|\n");
        List<IntentReport> ended =
                reports.stream().filter(report -> report.state().ended()).toList();
        for (IntentReport report : reports) {
            if (ended.indexOf(report) < ended.size() - ENDED_SHOWN) {
                if (!report.state().ended()) {
                    text.append(row(state, report));
                }
                continue;
            }
            text.append(row(state, report));
        }
        return text.toString();
    }

    private static String row(AccountState state, IntentReport report) {
        Tracked tracked = state.intent(report.id());
        String summary = tracked == null ? "" : tracked.intent().summary();
        return "| "
                + String.join(
                        " | ",
                        cell(summary) + " `" + report.id() + "`",
                        report.state().name(),
                        cell(report.sentence()),
                        report.nonce() == null ? "" : report.nonce().toString(),
                        cell(transactions(report)))
                + " |\n";
    }

    private static String transactions(IntentReport report) {
        String link = report.link();
        if (report.attempts().isEmpty()) {
            return report.hash() == null ? "" : link == null ? "`" + report.hash() + "`" : link;
        }
        return report.attempts().stream()
                        .map(attempt -> "`" + attempt.hash() + "` (fee " + Price.gwei(attempt.maxFee()) + ", tip "
                                + Price.gwei(attempt.priorityFee()) + (attempt.cancels() ? ", cancels" : "")
                                + (attempt.sent() == null ? ", not sent" : ", sent " + attempt.sent()) + ")")
                        .collect(Collectors.joining(", "))
                + (link == null ? "" : " " + link);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
