package io.offerflow.signer.policy;

import io.offerflow.ethereum.Address;
import io.offerflow.signer.eip712.TypedData;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.json.InvalidRequestException;
import io.offerflow.signer.json.Values;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/** Amounts of the typed data that move tokens: EIP-3009, EIP-2612 and Permit2's transfers. */
final class TypedAmounts {
    private static final String AUTHORIZATION =
            "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";
    private static final String TOKEN_PERMISSIONS = "TokenPermissions(address token,uint256 amount)";
    private static final String PERMIT2 = "TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline";

    /** What a primary type must look like, for a struct of the same name may mean anything. */
    private static final Map<String, Shape> SHAPES = Map.of(
            "TransferWithAuthorization", new Shape("TransferWithAuthorization" + AUTHORIZATION, "", "to"),
            "ReceiveWithAuthorization", new Shape("ReceiveWithAuthorization" + AUTHORIZATION, "", "to"),
            "Permit",
                    new Shape(
                            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
                            "",
                            "spender"),
            "PermitTransferFrom", new Shape("PermitTransferFrom(" + PERMIT2 + ")", TOKEN_PERMISSIONS, "spender"),
            "PermitWitnessTransferFrom",
                    new Shape("PermitWitnessTransferFrom(" + PERMIT2 + ",", TOKEN_PERMISSIONS, "spender"));

    /** @param permissions text of Permit2's struct, somewhere behind the primary type's; empty where the token is the contract */
    private record Shape(String begins, String permissions, String recipient) {
        boolean fits(String encodedType) {
            return permissions.isEmpty()
                    ? encodedType.equals(begins)
                    : encodedType.startsWith(begins)
                                    && encodedType.substring(begins.length()).contains(")" + permissions)
                            || encodedType.equals(begins + permissions);
        }
    }

    private TypedAmounts() {}

    static boolean isKnown(String primaryType) {
        return SHAPES.containsKey(primaryType);
    }

    /** Empty where the type has the name of a known one but another shape, or where no contract is named. */
    static Optional<Spend> spend(long chainId, Address contract, TypedData data) {
        Shape shape = SHAPES.get(data.primaryType());
        if (shape == null || !shape.fits(data.encodedType())) {
            return Optional.empty();
        }
        try {
            Fields message = data.message();
            Optional<Address> recipient =
                    Optional.of(Values.address(message.required(shape.recipient()), message.at(shape.recipient())));
            if (shape.permissions().isEmpty()) {
                return Optional.of(new Spend(chainId, Optional.of(contract), amount(message, "value"), recipient));
            }
            Fields permitted = Fields.of(message.required("permitted"), message.at("permitted"));
            Address token = Values.address(permitted.required("token"), permitted.at("token"));
            return Optional.of(new Spend(chainId, Optional.of(token), amount(permitted, "amount"), recipient));
        } catch (InvalidRequestException impossible) {
            throw new IllegalStateException("a message is read by its types before it is metered", impossible);
        }
    }

    private static BigInteger amount(Fields fields, String name) throws InvalidRequestException {
        return Values.unsigned(fields.required(name), fields.at(name), Values.WORD_BITS);
    }
}
