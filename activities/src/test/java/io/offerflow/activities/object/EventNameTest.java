package io.offerflow.activities.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Ref;
import io.offerflow.workflows.entity.EntityEvent;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventNameTest {
    private static final Ref OFFER = new Ref("shop", "a");
    private static final EntityEvent NEWS = new EntityEvent(EntityEvent.Type.Normal, "Published", "routed");

    @Test
    void theSameNewsHasTheSameName() {
        assertThat(EventWriter.name(OFFER, "u-1", NEWS)).isEqualTo(EventWriter.name(OFFER, "u-1", NEWS));
    }

    @Test
    void otherNewsOrAnotherObjectHasAnother() {
        assertThat(Set.of(
                        EventWriter.name(OFFER, "u-1", NEWS),
                        EventWriter.name(OFFER, "u-2", NEWS),
                        EventWriter.name(
                                OFFER, "u-1", new EntityEvent(EntityEvent.Type.Warning, "Published", "routed")),
                        EventWriter.name(OFFER, "u-1", new EntityEvent(EntityEvent.Type.Normal, "Lost", "routed")),
                        EventWriter.name(OFFER, "u-1", new EntityEvent(EntityEvent.Type.Normal, "Published", "again"))))
                .hasSize(5);
    }

    @Test
    void aNameFitsWhateverTheOffersIs() {
        assertThat(EventWriter.name(new Ref("shop", "a".repeat(253)), "u-1", NEWS))
                .hasSize(253);
    }
}
