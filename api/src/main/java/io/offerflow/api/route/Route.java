package io.offerflow.api.route;

import io.offerflow.api.Ref;
import io.offerflow.api.price.EffectivePrice;
import java.util.List;

/**
 * What the gate enforces for one offer: everything at {@code path} and below costs one of {@code requirements}.
 *
 * @param path without trailing slash
 * @param digest 16 hexadecimal digits over everything that changes an answer; gate and workflow compare it
 */
public record Route(
        Ref offer,
        String uid,
        long generation,
        String type,
        String path,
        EffectivePrice price,
        List<Requirement> requirements,
        String digest) {}
