package io.offerflow.workflows.seed;

import java.util.List;

/**
 * What {@code spec.skills} asks for. Names alone are the whole list; entries with a sign are changes of {@link Skills#BASIC}: {@code +l2s} adds,
 * {@code -gas} takes away. Both kinds in one list are refused, and so is every name that is not of ours, before anything is delivered.
 */
public sealed interface SkillChoice {

    /** In the order asked for, each once. */
    record Chosen(List<String> names) implements SkillChoice {}

    /** Why there is none, for people; names the entry and what it could be. */
    record Refused(String message) implements SkillChoice {}

    /** Never throws for entries that make no sense. */
    static SkillChoice of(List<String> entries) {
        return SkillReading.of(entries);
    }

    /** Those chosen; none when the list is refused. */
    static List<String> namesOf(List<String> entries) {
        return of(entries) instanceof Chosen chosen ? chosen.names() : List.of();
    }
}
