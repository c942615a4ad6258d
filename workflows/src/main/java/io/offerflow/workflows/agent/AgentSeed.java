package io.offerflow.workflows.agent;

import io.offerflow.api.Agent;
import io.offerflow.workflows.entity.Rendered;
import io.offerflow.workflows.seed.SkillChoice;
import io.offerflow.workflows.seed.Skills;
import io.offerflow.workflows.seed.Soul;
import java.util.Map;
import java.util.Objects;

/** What the agent's disk is sown with. Pure. */
public final class AgentSeed {
    /** Annotation of the Agent: with a new value SOUL.md is written anew from the objective; the pod has the value it was started with. */
    public static final String RENDER_SOUL = "obol.org/render-soul";

    /** Annotation of the soul's ConfigMap: digest of the objective that it was rendered with. */
    public static final String OBJECTIVE = "obol.org/objective";

    /** Annotation of the pod: digest of the skills that it was started with. */
    static final String SKILLS_DIGEST = "checksum/hermes-skills";

    private AgentSeed() {}

    static Map<String, String> soul(Agent agent) {
        return Map.of(Soul.FILE, Soul.of(agent.spec().objective()));
    }

    static Map<String, String> soulAnnotations(Agent agent) {
        return Map.of(OBJECTIVE, objective(agent), RENDER_SOUL, request(agent));
    }

    static Map<String, String> skills(Agent agent) {
        return Skills.files(SkillChoice.namesOf(agent.spec().skills()));
    }

    static String skillsDigest(Agent agent) {
        return Rendered.digest(skills(agent));
    }

    /** Of the text alone: a space more is no other objective. */
    static String objective(Agent agent) {
        String text = agent.spec().objective();
        return text == null || text.isBlank() ? "" : Rendered.digest(text.strip());
    }

    /** Empty for none. */
    static String request(Agent agent) {
        return Objects.requireNonNullElse(agent.metadata().annotations().get(RENDER_SOUL), "");
    }
}
