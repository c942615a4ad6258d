package io.offerflow.dev.kube.schema;

import com.fasterxml.jackson.databind.JsonNode;

/** JSON types under the names of OpenAPI. */
final class Types {

    private Types() {}

    static String of(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> integral(value) ? "integer" : "number";
            case NULL, MISSING -> "null";
        };
    }

    static boolean matches(JsonNode value, String type) {
        return of(value).equals(type) || type.equals("number") && value.isNumber();
    }

    /** 1.0 is an integer to the API server. */
    private static boolean integral(JsonNode number) {
        return number.isIntegralNumber() || number.asDouble() == Math.rint(number.asDouble());
    }
}
