package io.offerflow.dev.kube.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.offerflow.dev.kube.schema.SchemaNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldOwnershipTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String TIME = "2026-01-01T00:00:00Z";

    private final FieldOwnership ownership = new FieldOwnership(
            SchemaNode.of(
                    yaml(
                            """
            type: object
            properties:
              metadata: {type: object, properties: {managedFields: {type: array}, uid: {type: string}}}
              spec:
                type: object
                properties:
                  price: {type: string}
                  set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                  ports:
                    type: array
                    x-kubernetes-list-type: map
                    x-kubernetes-list-map-keys: [port, protocol]
                    items:
                      type: object
                      properties: {port: {type: integer}, protocol: {type: string, default: TCP}, name: {type: string}}
                  atomic: {type: array, items: {type: string}}
            """)),
            "t/v1",
            List.of("status"));

    private static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode apply(ObjectNode live, String manager, String applied) {
        try {
            return ownership.apply(live, yaml(applied), new FieldManager(manager, ""), true, TIME);
        } catch (ApplyConflict e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectNode spec(ObjectNode object) {
        return object.withObjectProperty("spec");
    }

    @Test
    void itemsOfMapListsAreOwnedByKeyAndKeepTheirOrder() {
        ObjectNode one = apply(yaml("{metadata: {uid: u}}"), "a", "{spec: {ports: [{port: 1}, {port: 3, name: c}]}}");
        ObjectNode two = apply(one, "b", "{spec: {ports: [{port: 2}, {port: 3, protocol: TCP}]}}");
        assertThat(spec(two))
                .isEqualTo(spec(yaml("{spec: {ports: [{port: 1}, {port: 2}, {port: 3, name: c, protocol: TCP}]}}")));
        ObjectNode three = apply(two, "a", "{spec: {ports: [{port: 1}]}}");
        assertThat(spec(three))
                .as("the shared item stays, without the field that only the first owner had")
                .isEqualTo(spec(yaml("{spec: {ports: [{port: 1}, {port: 2}, {port: 3, protocol: TCP}]}}")));
        assertThat(three.toString()).contains("k:{\\\"port\\\":3,\\\"protocol\\\":\\\"TCP\\\"}");
    }

    @Test
    void setItemsAreSharedAndLeaveWithTheirLastOwner() {
        ObjectNode both = apply(apply(yaml("{}"), "a", "{spec: {set: [x, y]}}"), "b", "{spec: {set: [y, z]}}");
        ObjectNode left = apply(both, "a", "{spec: {price: '1'}}");
        assertThat(spec(left).get("set").toString()).isEqualTo("[\"y\",\"z\"]");
    }

    @Test
    void anAtomicListHasOneOwner() {
        ObjectNode mine = apply(yaml("{}"), "a", "{spec: {atomic: [x]}}");
        assertThatThrownBy(() ->
                        ownership.apply(mine, yaml("{spec: {atomic: [x, y]}}"), new FieldManager("b", ""), false, TIME))
                .isInstanceOf(ApplyConflict.class)
                .hasMessage("Apply failed with 1 conflict: conflict with \"a\": .spec.atomic");
    }

    @Test
    void conflictsNameEveryManagerAndField() {
        ObjectNode live = apply(yaml("{metadata: {uid: u}}"), "a", "{spec: {price: '1', ports: [{port: 1, name: x}]}}");
        ObjectNode edited = live.deepCopy();
        spec(edited).put("price", "2");
        edited.withObjectProperty("metadata")
                .set("managedFields", ownership.update(live, edited, new FieldManager("editor", ""), TIME));
        assertThatThrownBy(() -> ownership.apply(
                        edited,
                        yaml("{spec: {price: '3', ports: [{port: 1, protocol: TCP, name: y}]}}"),
                        new FieldManager("b", ""),
                        false,
                        TIME))
                .hasMessage(
                        "Apply failed with 2 conflicts: conflicts with \"a\":\n- .spec.ports[port=1,protocol=\"TCP\"].name\n"
                                + "conflicts with \"editor\" using t/v1:\n- .spec.price");
    }

    @Test
    void anUpdateTakesTheFieldsItChangesAndOnlyThose() {
        ObjectNode live = apply(yaml("{metadata: {uid: u}}"), "a", "{spec: {price: '1', set: [x]}}");
        ObjectNode edited = live.deepCopy();
        spec(edited).put("price", "2");
        String owners = ownership
                .update(live, edited, new FieldManager("editor", ""), TIME)
                .toString();
        assertThat(owners)
                .contains("\"fieldsV1\":{\"f:spec\":{\"f:set\":{\"v:\\\"x\\\"\":{}}}}")
                .contains("\"fieldsV1\":{\"f:spec\":{\"f:price\":{}}}");
    }

    @Test
    void fieldsOfAnotherEndpointAreNeverOwned() {
        ObjectNode live = apply(yaml("{}"), "a", "{spec: {price: '1'}, status: {phase: x}}");
        assertThat(live.path("metadata").toString()).doesNotContain("f:status");
    }
}
