package io.offerflow.watcher.change;

import io.offerflow.api.Ref;
import io.offerflow.workflows.entity.ChildKind;
import org.jspecify.annotations.Nullable;

/**
 * One child of an offer as the watcher compares it. Two versions that are equal here differ in nothing that matters.
 *
 * @param owner the offer that it belongs to, by owner reference or labels
 * @param hash the annotation that tells what was rendered; null when it has none
 * @param rendered the child is what the offer's spec asks for: its hash, and our field manager owns every field that we render. True also
 *     where that cannot be known because the offer is gone or unreadable
 * @param acceptance what our Gateway says of it, in a form that is only good for comparing; empty for other kinds
 */
public record ChildFacts(
        ChildKind kind,
        Ref ref,
        Ref owner,
        @Nullable String uid,
        @Nullable String hash,
        boolean rendered,
        String acceptance) {

    String sentence(String what) {
        return kind.kind() + " " + ref.name() + " " + what;
    }
}
