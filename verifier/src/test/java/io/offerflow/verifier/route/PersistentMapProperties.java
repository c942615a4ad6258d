package io.offerflow.verifier.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A persistent map does what a hash map does, and its former versions stay as they were. */
class PersistentMapProperties {

    /** Few hashes for many keys, so that clashes and deep levels are common. */
    record Key(int id, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** {@code value} 0 takes the key away. */
    record Step(Key key, int value) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Key> keys = Combinators.combine(
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(0, 1, 33, 1 << 30, -1, 0x55555555, 1 << 15))
                .as(Key::new);
        return Combinators.combine(keys, Arbitraries.integers().between(0, 3))
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }

    @Property
    void behavesAsAHashMapAndKeepsItsFormerVersions(@ForAll("steps") List<Step> steps) {
        Map<Key, Integer> model = new HashMap<>();
        PersistentMap<Key, Integer> map = PersistentMap.empty();
        PersistentMap<Key, Integer> former = map;
        Map<Key, Integer> formerModel = Map.of();
        for (Step step : steps) {
            if (step.value == 0) {
                model.remove(step.key);
                map = map.without(step.key);
            } else {
                model.put(step.key, step.value);
                map = map.with(step.key, step.value);
            }
            assertThat(map.get(step.key)).isEqualTo(model.get(step.key));
            if (step.value == 3) {
                former = map;
                formerModel = Map.copyOf(model);
            }
        }
        assertThat(contents(map)).isEqualTo(model);
        assertThat(map.size()).isEqualTo(model.size());
        assertThat(contents(former)).isEqualTo(formerModel);
    }

    private static Map<Key, Integer> contents(PersistentMap<Key, Integer> map) {
        Map<Key, Integer> contents = new HashMap<>();
        map.forEach((key, value) -> assertThat(contents.put(key, value)).isNull());
        return contents;
    }
}
