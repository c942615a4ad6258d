package io.offerflow.flows.scenario;

import io.offerflow.dev.hermes.HermesProgram;
import io.offerflow.dev.hermes.ModelStub;
import io.offerflow.dev.stack.DevOptions;
import io.offerflow.dev.stack.DevOptions.Kind;
import io.offerflow.dev.stack.DevPorts;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.workflows.agent.AgentSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An embedded stack whose agents are real Hermes processes, and the model that they ask. */
record HermesStack(DevStack stack, ModelStub model) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HermesStack.class);

    /**
     * Leaves the calling test out, and says so, where Hermes is not installed.
     *
     * @param more settings beside the model's address
     */
    static HermesStack start(Path state, Map<String, String> more) {
        if (HermesProgram.find().isEmpty()) {
            LOG.warn("the real Hermes is left out: {}", HermesProgram.whyAbsent());
        }
        Assumptions.assumeTrue(HermesProgram.find().isPresent(), HermesProgram.whyAbsent());
        ModelStub model = ModelStub.start();
        Map<String, String> settings = new HashMap<>(more);
        settings.put(AgentSettings.MODEL_URL, model.url());
        DevOptions options = new DevOptions(
                state,
                DevPorts.free(),
                Kind.EMBEDDED,
                Kind.EMBEDDED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Stacks.settings(settings));
        return new HermesStack(Stacks.start(options.agents(Kind.REAL)), model);
    }

    @Override
    public void close() {
        stack.close();
        model.close();
    }
}
