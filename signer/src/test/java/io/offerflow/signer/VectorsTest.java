package io.offerflow.signer;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.ethereum.PrivateKey;
import io.offerflow.signer.Requests.Vector;
import io.offerflow.signer.json.Fields;
import io.offerflow.signer.request.Operation;
import io.offerflow.signer.request.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** README.md beside vectors.json says who made them. */
class VectorsTest {
    static Stream<Vector> vectors() {
        return Requests.vectors();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void what_is_signed_is_byte_for_byte_what_ethers_and_viem_sign(Vector vector) throws Exception {
        Operation operation = Operation.ofPath(vector.operation()).orElseThrow();
        SigningRequest request = SigningRequest.parse(
                operation, Fields.parse(vector.body().toString().getBytes(StandardCharsets.UTF_8)));
        assertThat("0x" + HexFormat.of().formatHex(request.digest())).isEqualTo(vector.digest());
        try (PrivateKey key = PrivateKey.of(HexFormat.of().parseHex(RunningSigner.SECRET))) {
            SigningRequest.Answered answered = request.answered(key.sign(request.digest()));
            assertThat(vector.answer().path(answered.field()).asText()).isEqualTo(answered.text());
        }
    }
}
