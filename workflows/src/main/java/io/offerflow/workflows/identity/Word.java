package io.offerflow.workflows.identity;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.offerflow.api.condition.Reason;
import io.offerflow.workflows.chain.IntentReport;
import java.util.Map;

/** What a chain, or an account, answers to a {@link Move}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "word")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Word.Held.class, name = "Held"),
    @JsonSubTypes.Type(value = Word.Absent.class, name = "Absent"),
    @JsonSubTypes.Type(value = Word.Stands.class, name = "Stands"),
    @JsonSubTypes.Type(value = Word.Unknown.class, name = "Unknown"),
    @JsonSubTypes.Type(value = Word.Outdated.class, name = "Outdated"),
    @JsonSubTypes.Type(value = Word.Unable.class, name = "Unable"),
    @JsonSubTypes.Type(value = Word.Claimed.class, name = "Claimed")
})
public sealed interface Word {

    /** The id as the registry has it. @param metadata of the keys asked for, 0x and hex digits */
    record Held(String owner, DocumentView.Uri uri, Map<String, String> metadata) implements Word {
        public Held {
            metadata = Map.copyOf(metadata);
        }
    }

    /** The endpoint knows no such id. One word of one endpoint proves nothing. */
    record Absent() implements Word {}

    record Stands(IntentReport report) implements Word {}

    /** The account has not heard of the intent, or has forgotten it. */
    record Unknown() implements Word {}

    /** What was to be written is not what is rendered now; nothing was done. */
    record Outdated() implements Word {}

    /** The mint was handed to another signer before, by a run that this one knows nothing of; nothing was done. */
    record Claimed(String signer) implements Word {}

    /** Nothing was done, or it is not known. */
    record Unable(Reason reason, String detail) implements Word {}
}
