package io.offerflow.signer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.ethereum.Address;
import io.offerflow.signer.eip712.TypedData;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.policy.Decision.Allowed;
import io.offerflow.signer.policy.Decision.Reason;
import io.offerflow.signer.policy.Decision.Refused;
import io.offerflow.signer.request.SigningRequest;
import io.offerflow.signer.request.SigningRequest.Transaction;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCheckTest {
    private static final String TOKEN = "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913";
    private static final String REGISTRY = "0x8004a169fb4a3325136eb29fa0ceb6d2e539a432";
    private static final String FRIEND = "0x1111111111111111111111111111111111111111";
    private static final String STRANGER = "0x2222222222222222222222222222222222222222";
    private static final String PERMIT2 = "0x000000000022d473030f116ddee9f6b43ac78ba3";
    private static final String AUTHORIZATION =
            "from:address,to:address,value:uint256,validAfter:uint256,validBefore:uint256,nonce:bytes32";

    private static final String POLICY =
            """
            chains:
              8453:
                native: {perTransaction: "1000", perDay: "5000"}
                tokens:
                  "%s": {perTransaction: "100", perDay: "200", recipients: ["%s"]}
                transactions:
                  - to: "%s"
                    functions: ["transfer(address,uint256)", "approve(address,uint256)", "cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)"]
                  - to: "%s"
                    functions: ["register(string)", "approve(address,uint256)"]
                  - to: "%s"
                typedData:
                  - {name: USD Coin, version: "2", verifyingContract: "%s", primaryTypes: [TransferWithAuthorization, Permit]}
                  - {name: Permit2, verifyingContract: "%s", primaryTypes: [PermitTransferFrom], unmetered: [Lockup]}
              1: {}
            """
                    .formatted(TOKEN, FRIEND, TOKEN, REGISTRY, FRIEND, TOKEN, PERMIT2);

    private final PolicyCheck check;

    PolicyCheckTest() throws Exception {
        check = new PolicyCheck(PolicyFile.parse(POLICY));
    }

    @Test
    void without_a_policy_nothing_is_signed() throws Exception {
        PolicyCheck closed = new PolicyCheck(Policy.CLOSED);
        assertThat(closed.decide(transaction(8453, FRIEND, 0, 0, ""))).isInstanceOf(Refused.class);
        assertThat(closed.decide(authorization("1", FRIEND))).isInstanceOf(Refused.class);
        assertThat(closed.decide(new SigningRequest.Message(new byte[1]))).isInstanceOf(Refused.class);
        assertThat(closed.decide(new SigningRequest.RawHash(new byte[32]))).isInstanceOf(Refused.class);
    }

    @Test
    void messages_and_bare_hashes_are_allowed_one_by_one() throws Exception {
        PolicyCheck messages = new PolicyCheck(PolicyFile.parse("messages: allow"));
        assertThat(messages.decide(new SigningRequest.Message(new byte[1]))).isInstanceOf(Allowed.class);
        assertReason(messages.decide(new SigningRequest.RawHash(new byte[32])), Reason.HASH_NOT_ALLOWED);
        PolicyCheck hashes = new PolicyCheck(PolicyFile.parse("rawHash: allow"));
        assertThat(hashes.decide(new SigningRequest.RawHash(new byte[32]))).isInstanceOf(Allowed.class);
        assertReason(hashes.decide(new SigningRequest.Message(new byte[1])), Reason.MESSAGES_NOT_ALLOWED);
    }

    @Test
    void a_chain_that_is_not_named_is_refused() {
        assertReason(check.decide(transaction(10, FRIEND, 0, 0, "")), Reason.CHAIN_NOT_ALLOWED);
    }

    @Test
    void a_contract_that_is_not_named_is_refused_and_so_is_one_of_another_chain() {
        assertReason(check.decide(transaction(8453, STRANGER, 0, 0, "")), Reason.CONTRACT_NOT_ALLOWED);
        assertReason(check.decide(transaction(1, FRIEND, 0, 0, "")), Reason.CONTRACT_NOT_ALLOWED);
    }

    @Test
    void only_named_functions_are_called() {
        String register = "0xf2c298be";
        assertThat(check.decide(transaction(8453, REGISTRY, 0, 0, "f2c298be" + "00".repeat(64))))
                .isInstanceOf(Allowed.class);
        assertReason(check.decide(transaction(8453, REGISTRY, 0, 0, "deadbeef")), Reason.FUNCTION_NOT_ALLOWED);
        assertReason(check.decide(transaction(8453, REGISTRY, 0, 0, "")), Reason.FUNCTION_NOT_ALLOWED);
        assertReason(
                check.decide(transaction(8453, REGISTRY, 0, 0, register.substring(2, 8))), Reason.FUNCTION_NOT_ALLOWED);
        assertReason(check.decide(transaction(8453, FRIEND, 0, 0, "f2c298be")), Reason.FUNCTION_NOT_ALLOWED);
    }

    @Test
    void value_and_the_highest_fee_are_limited_together() {
        Decision most = check.decide(transaction(8453, FRIEND, 400, 600, ""));
        assertThat(((Allowed) most).charges().getFirst().spend().amount()).isEqualTo(1000);
        assertReason(check.decide(transaction(8453, FRIEND, 401, 600, "")), Reason.ABOVE_TRANSACTION_LIMIT);
        assertReason(check.decide(transaction(8453, FRIEND, 400, 601, "")), Reason.ABOVE_TRANSACTION_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a9059cbb", "095ea7b3"})
    void amounts_of_token_calls_are_limited(String selector) {
        Allowed allowed = (Allowed) check.decide(transaction(8453, TOKEN, 0, 1, selector + word(FRIEND) + number(100)));
        assertThat(allowed.charges()).hasSize(2);
        assertThat(allowed.charges().getLast().spend().asset()).isEqualTo(TOKEN);
        assertThat(allowed.charges().getLast().spend().amount()).isEqualTo(100);
        assertThat(allowed.charges().getLast().perDay()).isEqualTo(200);
        assertReason(
                check.decide(transaction(8453, TOKEN, 0, 1, selector + word(FRIEND) + number(101))),
                Reason.ABOVE_TRANSACTION_LIMIT);
        assertReason(
                check.decide(transaction(8453, TOKEN, 0, 1, selector + word(STRANGER) + number(1))),
                Reason.RECIPIENT_NOT_ALLOWED);
        assertReason(
                check.decide(transaction(8453, TOKEN, 0, 1, selector + word(FRIEND) + "ff".repeat(32))),
                Reason.ABOVE_TRANSACTION_LIMIT);
    }

    @Test
    void a_token_call_that_cannot_be_read_is_refused() {
        assertReason(check.decide(transaction(8453, TOKEN, 0, 1, "a9059cbb")), Reason.AMOUNT_UNKNOWN);
        assertReason(
                check.decide(transaction(
                        8453, TOKEN, 0, 1, "a9059cbb" + word(FRIEND) + number(1).substring(2))),
                Reason.AMOUNT_UNKNOWN);
        assertReason(
                check.decide(transaction(
                        8453, TOKEN, 0, 1, "a9059cbb" + "01" + word(FRIEND).substring(2) + number(1))),
                Reason.AMOUNT_UNKNOWN);
        assertReason(
                check.decide(transaction(8453, TOKEN, 0, 1, "5a049a70" + "00".repeat(160))), Reason.AMOUNT_UNKNOWN);
    }

    /** A function of tokens needs a limit wherever it is called. */
    @Test
    void an_approval_at_a_contract_without_a_limit_is_refused() {
        assertReason(
                check.decide(transaction(8453, REGISTRY, 0, 1, "095ea7b3" + word(FRIEND) + number(1))),
                Reason.ASSET_NOT_ALLOWED);
    }

    @Test
    void authorizations_are_limited_like_calls() throws Exception {
        Allowed allowed = (Allowed) check.decide(authorization("100", FRIEND));
        assertThat(allowed.charges()).hasSize(1);
        assertReason(check.decide(authorization("101", FRIEND)), Reason.ABOVE_TRANSACTION_LIMIT);
        assertReason(check.decide(authorization("1", STRANGER)), Reason.RECIPIENT_NOT_ALLOWED);
    }

    @Test
    void a_domain_must_be_the_named_one_in_all_of_its_parts() throws Exception {
        String message = message("1", FRIEND);
        assertReason(
                check.decide(typed(
                        "TransferWithAuthorization", AUTHORIZATION, domain("USD Coin", "1", 8453, TOKEN), message)),
                Reason.DOMAIN_NOT_ALLOWED);
        assertReason(
                check.decide(
                        typed("TransferWithAuthorization", AUTHORIZATION, domain("Other", "2", 8453, TOKEN), message)),
                Reason.DOMAIN_NOT_ALLOWED);
        assertReason(
                check.decide(typed(
                        "TransferWithAuthorization", AUTHORIZATION, domain("USD Coin", "2", 8453, STRANGER), message)),
                Reason.DOMAIN_NOT_ALLOWED);
        assertReason(
                check.decide(
                        typed("TransferWithAuthorization", AUTHORIZATION, domain("USD Coin", "2", 10, TOKEN), message)),
                Reason.CHAIN_NOT_ALLOWED);
        assertReason(
                check.decide(typed(
                        "TransferWithAuthorization",
                        AUTHORIZATION,
                        "{\"name\":\"USD Coin\",\"version\":\"2\",\"verifyingContract\":\"" + TOKEN + "\"}",
                        message)),
                Reason.CHAIN_NOT_ALLOWED);
        String hugeChain = domain("USD Coin", "2", 8453, TOKEN).replace("8453", "\"18446744073709560069\"");
        assertReason(
                check.decide(typed("TransferWithAuthorization", AUTHORIZATION, hugeChain, message)),
                Reason.CHAIN_NOT_ALLOWED);
    }

    @Test
    void a_type_that_is_not_named_is_refused() throws Exception {
        assertReason(
                check.decide(typed(
                        "ReceiveWithAuthorization",
                        AUTHORIZATION,
                        domain("USD Coin", "2", 8453, TOKEN),
                        message("1", FRIEND))),
                Reason.TYPE_NOT_ALLOWED);
    }

    /** DAI has a Permit of its own, which gives everything away. */
    @Test
    void a_type_of_a_known_name_but_another_shape_is_refused() throws Exception {
        String message = "{\"holder\":\"" + FRIEND + "\",\"spender\":\"" + FRIEND
                + "\",\"nonce\":0,\"expiry\":0,\"allowed\":true}";
        assertReason(
                check.decide(typed(
                        "Permit",
                        "holder:address,spender:address,nonce:uint256,expiry:uint256,allowed:bool",
                        domain("USD Coin", "2", 8453, TOKEN),
                        message)),
                Reason.AMOUNT_UNKNOWN);
    }

    @Test
    void the_token_of_a_Permit2_transfer_is_that_of_its_message() throws Exception {
        assertThat(check.decide(permit2(TOKEN, "100"))).isInstanceOf(Allowed.class);
        assertReason(check.decide(permit2(TOKEN, "101")), Reason.ABOVE_TRANSACTION_LIMIT);
        assertReason(check.decide(permit2(STRANGER, "1")), Reason.ASSET_NOT_ALLOWED);
    }

    @Test
    void unmetered_types_are_allowed_without_a_charge() throws Exception {
        Decision decision =
                check.decide(typed("Lockup", "days:uint8", domain("Permit2", null, 8453, PERMIT2), "{\"days\":3}"));
        assertThat(decision).isEqualTo(new Allowed(List.of()));
    }

    private static SigningRequest permit2(String token, String amount) throws Exception {
        String types = "{\"PermitTransferFrom\":"
                + members("permitted:TokenPermissions,spender:address,nonce:uint256,deadline:uint256")
                + ",\"TokenPermissions\":" + members("token:address,amount:uint256") + "}";
        String message = "{\"permitted\":{\"token\":\"" + token + "\",\"amount\":\"" + amount + "\"},\"spender\":\""
                + FRIEND + "\",\"nonce\":1,\"deadline\":1}";
        return typedOf(types, "PermitTransferFrom", domain("Permit2", null, 8453, PERMIT2), message);
    }

    private static SigningRequest authorization(String value, String to) throws Exception {
        return typed(
                "TransferWithAuthorization", AUTHORIZATION, domain("USD Coin", "2", 8453, TOKEN), message(value, to));
    }

    private static String message(String value, String to) {
        return "{\"from\":\"" + STRANGER + "\",\"to\":\"" + to + "\",\"value\":\"" + value
                + "\",\"validAfter\":0,\"validBefore\":1,\"nonce\":\"0x" + "00".repeat(32) + "\"}";
    }

    private static String domain(String name, @Nullable String version, long chain, String contract) {
        String versioned = version == null ? "" : "\"version\":\"" + version + "\",";
        return "{\"name\":\"" + name + "\"," + versioned + "\"chainId\":" + chain + ",\"verifyingContract\":\""
                + contract + "\"}";
    }

    private static SigningRequest typed(String primary, String members, String domain, String message)
            throws Exception {
        return typedOf("{\"" + primary + "\":" + members(members) + "}", primary, domain, message);
    }

    private static SigningRequest typedOf(String types, String primary, String domain, String message)
            throws Exception {
        String body = "{\"types\":" + types + ",\"primaryType\":\"" + primary + "\",\"domain\":" + domain
                + ",\"message\":" + message + "}";
        return new SigningRequest.Typed(TypedData.parse(Fields.parse(body.getBytes(StandardCharsets.UTF_8))));
    }

    private static String members(String text) {
        StringBuilder members = new StringBuilder("[");
        for (String member : text.split(",")) {
            String[] parts = member.split(":");
            members.append(members.length() > 1 ? "," : "")
                    .append("{\"name\":\"" + parts[0] + "\",\"type\":\"" + parts[1] + "\"}");
        }
        return members.append("]").toString();
    }

    private static Transaction transaction(long chain, String to, long value, long gas, String data) {
        return new Transaction(
                chain,
                BigInteger.ZERO,
                BigInteger.ZERO,
                BigInteger.ONE,
                BigInteger.valueOf(gas),
                Address.parse(to),
                BigInteger.valueOf(value),
                HexFormat.of().parseHex(data));
    }

    private static String word(String address) {
        return "00".repeat(12) + address.substring(2);
    }

    private static String number(long value) {
        return String.format("%064x", value);
    }

    private static void assertReason(Decision decision, Reason reason) {
        assertThat(decision).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }
}
