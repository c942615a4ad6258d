package io.offerflow.workflows.offer;

import io.offerflow.workflows.entity.ChildView;

/** An offer's RegistrationRequest as found. {@code word} is {@link RegistrationWord#NONE} where there is none. */
public record RegistrationView(ChildView request, RegistrationWord word) {
    public static final RegistrationView ABSENT = new RegistrationView(ChildView.ABSENT, RegistrationWord.NONE);
}
