package io.offerflow.dev.kube;

import io.offerflow.dev.kube.Query.FieldValidation;
import java.util.ArrayList;
import java.util.List;

/**
 * How a write was asked for, and what to warn its client of.
 *
 * @param manager owner of the written fields
 * @param patch whether it was sent as a patch, which changes how some refusals are worded
 * @param warnings filled while writing; sent as Warning headers
 */
record Write(String manager, boolean dryRun, boolean patch, FieldValidation validation, List<String> warnings) {

    static Write of(Request request) {
        Query query = request.query();
        boolean patch = request.method().equals("PATCH");
        return new Write(query.fieldManager(), query.dryRun(), patch, query.fieldValidation(), new ArrayList<>());
    }

    /** A write of the server itself. */
    static Write internal() {
        return new Write("kube-apiserver", false, false, FieldValidation.IGNORE, new ArrayList<>());
    }
}
