package io.offerflow.verifier.x402;

import static io.offerflow.verifier.x402.Problem.INVALID_PAYMENT_HEADER;
import static io.offerflow.verifier.x402.Problem.PAYMENT_INVALID;

/**
 * What the gate itself finds wrong with a payment. Codes are stable; where the x402 specification or its official packages have a word for
 * it, it is theirs, so that a buyer reads the same whether gate or facilitator noticed.
 */
public enum Flaw {
    HEADER_TOO_LONG(INVALID_PAYMENT_HEADER, "header_too_long", "the payment header is longer than 16384 characters"),
    NOT_BASE64(INVALID_PAYMENT_HEADER, "not_base64", "the payment header is not base64"),
    NOT_UTF8(INVALID_PAYMENT_HEADER, "not_utf8", "the payment is not UTF-8"),
    NOT_JSON(INVALID_PAYMENT_HEADER, "not_json", "the payment is not well-formed JSON"),
    TOO_DEEP(INVALID_PAYMENT_HEADER, "too_deep", "the payment's JSON is nested more than 32 levels deep"),
    DUPLICATE_KEY(INVALID_PAYMENT_HEADER, "duplicate_key", "the payment's JSON has a key twice"),
    NOT_AN_OBJECT(INVALID_PAYMENT_HEADER, "not_an_object", "the payment must be a JSON object"),
    VERSION(INVALID_PAYMENT_HEADER, "invalid_x402_version", "x402Version must be the number 1 or 2"),
    SCHEME(INVALID_PAYMENT_HEADER, "malformed_scheme", "scheme must be a string"),
    NETWORK(INVALID_PAYMENT_HEADER, "malformed_network", "network must be a string"),
    ACCEPTED(INVALID_PAYMENT_HEADER, "malformed_accepted", "accepted must be an object"),
    AMOUNT(INVALID_PAYMENT_HEADER, "malformed_amount", "accepted.amount must be a string"),
    ASSET(INVALID_PAYMENT_HEADER, "malformed_asset", "accepted.asset must be a string"),
    PAY_TO(INVALID_PAYMENT_HEADER, "malformed_pay_to", "accepted.payTo must be a string"),
    PAYLOAD(INVALID_PAYMENT_HEADER, "invalid_payload", "payload must be an object"),
    AMBIGUOUS_PAYLOAD(
            INVALID_PAYMENT_HEADER, "ambiguous_payload", "payload holds both authorization and permit2Authorization"),
    SIGNATURE(
            INVALID_PAYMENT_HEADER, "malformed_signature", "signature must be 0x and at least 65 bytes in hexadecimal"),
    FROM(INVALID_PAYMENT_HEADER, "malformed_from", "from must be an address"),
    TO(INVALID_PAYMENT_HEADER, "malformed_to", "to must be an address"),
    VALUE(INVALID_PAYMENT_HEADER, "malformed_value", "value must be a decimal string"),
    VALID_AFTER(INVALID_PAYMENT_HEADER, "malformed_valid_after", "validAfter must be a decimal string"),
    VALID_BEFORE(INVALID_PAYMENT_HEADER, "malformed_valid_before", "validBefore must be a decimal string"),
    NONCE(INVALID_PAYMENT_HEADER, "malformed_nonce", "nonce must be 0x and 32 bytes in hexadecimal"),
    PERMITTED_TOKEN(INVALID_PAYMENT_HEADER, "malformed_permitted_token", "permitted.token must be an address"),
    PERMITTED_AMOUNT(INVALID_PAYMENT_HEADER, "malformed_permitted_amount", "permitted.amount must be a decimal string"),
    SPENDER(INVALID_PAYMENT_HEADER, "malformed_spender", "spender must be an address"),
    PERMIT2_NONCE(INVALID_PAYMENT_HEADER, "malformed_permit2_nonce", "nonce must be a decimal string"),
    DEADLINE(INVALID_PAYMENT_HEADER, "malformed_deadline", "deadline must be a decimal string"),
    WITNESS_TO(INVALID_PAYMENT_HEADER, "malformed_witness_to", "witness.to must be an address"),
    WITNESS_VALID_AFTER(
            INVALID_PAYMENT_HEADER, "malformed_witness_valid_after", "witness.validAfter must be a decimal string"),

    NO_MATCH(Problem.NO_MATCHING_REQUIREMENT, "no_match", "the payment matches none of the accepts"),
    PAYLOAD_TYPE(
            Problem.UNSUPPORTED_PAYLOAD_TYPE,
            "unsupported_asset_transfer_method",
            "the payload is not what the accept's assetTransferMethod asks for"),

    RECIPIENT(PAYMENT_INVALID, "invalid_exact_evm_payload_recipient_mismatch", "the authorization pays somebody else"),
    AMOUNT_SIGNED(
            PAYMENT_INVALID,
            "invalid_exact_evm_payload_authorization_value_mismatch",
            "the authorization is not over exactly the amount that is asked"),
    NOT_YET_VALID(
            PAYMENT_INVALID,
            "invalid_exact_evm_payload_authorization_valid_after",
            "the authorization is not valid yet"),
    ENDS_TOO_SOON(
            PAYMENT_INVALID, "invalid_exact_evm_payload_authorization_valid_before", "the authorization ends too soon"),
    SIGNER(
            PAYMENT_INVALID,
            "invalid_exact_evm_payload_signature",
            "the authorization is not signed by the address that pays"),
    MALLEABLE(
            PAYMENT_INVALID,
            "invalid_exact_evm_signature",
            "the signature's s is in the upper half, which tokens refuse"),

    PERMIT2_TOKEN(PAYMENT_INVALID, "permit2_token_mismatch", "the permit is for another token"),
    PERMIT2_RECIPIENT(PAYMENT_INVALID, "invalid_permit2_recipient_mismatch", "the permit's witness pays somebody else"),
    PERMIT2_AMOUNT(
            PAYMENT_INVALID, "permit2_amount_mismatch", "the permit is not over exactly the amount that is asked"),
    PERMIT2_NOT_YET_VALID(PAYMENT_INVALID, "permit2_not_yet_valid", "the permit is not valid yet"),
    PERMIT2_DEADLINE(PAYMENT_INVALID, "permit2_deadline_expired", "the permit ends too soon");

    private final Problem problem;
    private final String code;
    private final String sentence;

    Flaw(Problem problem, String code, String sentence) {
        this.problem = problem;
        this.code = code;
        this.sentence = sentence;
    }

    public Problem problem() {
        return problem;
    }

    /** The stable word for machines. */
    public String code() {
        return code;
    }

    /** Code and sentence, for the buyer. */
    public String detail() {
        return code + ": " + sentence;
    }
}
