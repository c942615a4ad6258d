/**
 * The registration document of an identity, and the objects that serve it. Pure: facts in, bytes out. It is outside workflow code, because what a
 * document says may change with a release, while a workflow's history must replay.
 */
@NullMarked
package io.offerflow.activities.identity.document;

import org.jspecify.annotations.NullMarked;
