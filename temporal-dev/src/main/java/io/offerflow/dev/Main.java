package io.offerflow.dev;

import io.offerflow.dev.demo.DemoCommand;
import io.offerflow.dev.stack.DevCommand;
import io.offerflow.dev.stack.StackException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code offerflow} command. */
@Command(
        name = "offerflow",
        description = "Publishes paid services from Kubernetes custom resources.",
        mixinStandardHelpOptions = true,
        subcommands = {DemoCommand.class, DevCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private Main() {}

    /** All verbs and options, to be executed or only read. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    public static void main(String[] args) {
        CommandLine command = commandLine();
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            boolean told = failure instanceof StackException || failure instanceof io.offerflow.dev.demo.DemoFailure;
            line.getErr().println("offerflow: " + (told ? failure.getMessage() : failure.toString()));
            if (!told) {
                failure.printStackTrace(line.getErr());
            }
            return 1;
        });
        System.exit(args.length == 0 ? usage(command) : command.execute(args));
    }

    private static int usage(CommandLine command) {
        command.usage(System.out);
        return 0;
    }
}
