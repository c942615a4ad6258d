package io.offerflow.workflows.entity;

import io.offerflow.workflows.entity.EntityMemory.Repair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The repairs of one plan: children that others changed are mended, but not for ever. */
public final class Repairs {
    /** How often the same manager may undo a child within the memory's window before we stop fighting. */
    private static final int PATIENCE = 3;

    private final EntityMemory memory;
    private final Instant now;
    private final List<Repair> made = new ArrayList<>();
    private @Nullable Repair fight;

    public Repairs(EntityMemory memory, Instant now) {
        this.memory = memory;
        this.now = now;
    }

    /** Notes a repair, or refuses it when the same manager undid this child three times in ten minutes. */
    public boolean contested(Rendered child, ChildView view) {
        if (!view.exists() || view.intact() || view.otherManager() == null) {
            return false;
        }
        Repair repair = new Repair(child.kind().kind() + " " + child.name(), view.otherManager(), now);
        if (memory.recentRepairs(repair.child(), repair.manager(), now) >= PATIENCE) {
            fight = repair;
            return true;
        }
        made.add(repair);
        return false;
    }

    public List<Repair> made() {
        return List.copyOf(made);
    }

    /** The child that is not mended any more; null when there is none. */
    public @Nullable Repair fight() {
        return fight;
    }

    /** Who undoes what; null when nobody does. */
    public @Nullable String sentence() {
        Repair known = fight;
        return known == null
                ? null
                : "field manager " + known.manager() + " changed " + known.child() + " three times in ten minutes";
    }

    /** The earlier of an instant and the end of the truce; null when there is neither. */
    public @Nullable Instant earlier(@Nullable Instant retry) {
        Instant truce = fight == null ? null : now.plus(EntityMemory.REPAIR_WINDOW);
        return retry == null || (truce != null && truce.isBefore(retry)) ? truce : retry;
    }
}
