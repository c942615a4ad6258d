package io.offerflow.workflows.entity;

import io.offerflow.api.Ref;
import java.util.List;

/**
 * A plan's steps and the object that they were planned for.
 *
 * @param uid of the object as planned for; empty when it is gone (orphans)
 * @param resourceVersion of the object as planned for; lets the first write go without another look
 */
public record Steps(Ref ref, String uid, String resourceVersion, long generation, List<Step> steps) {}
