package io.offerflow.api.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.api.ServiceOfferSpec.Price;
import io.offerflow.api.chain.Token;
import io.offerflow.api.chain.Token.TransferMethod;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.route.RefusedException;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricingTest {
    private static Token token(int decimals) {
        return new Token("0x" + "1".repeat(40), "TOK", decimals, TransferMethod.EIP3009, "Token", "1");
    }

    private static EffectivePrice perRequest(String text, int decimals) {
        return Pricing.of(new Price(text, null, null), token(decimals));
    }

    @ParameterizedTest
    @CsvSource({
        "0.001,6,1000",
        "0.00001,6,10",
        "0.5,18,500000000000000000",
        "10,18,10000000000000000000",
        "2,0,2",
        "0.000001,6,1",
        "999999999999999999999999999999,6,999999999999999999999999999999000000",
        "0.0010,6,1000"
    })
    void aPricePerRequestIsExact(String text, int decimals, BigInteger atomic) {
        EffectivePrice price = perRequest(text, decimals);
        assertThat(price.atomic()).isEqualTo(atomic);
        assertThat(price.approximate()).isFalse();
    }

    @Test
    void moreDigitsThanTheTokenHasAreRefusedAndNeverRounded() {
        assertThatThrownBy(() -> perRequest("0.0000001", 6))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.InvalidPrice))
                .hasMessageContaining("more digits than TOK has (6)");
    }

    @ParameterizedTest
    @CsvSource({"2.5,2500", "1.50,1500", "0.0000001,1", "0.001,1", "0.0011,2"})
    void aPricePerMillionTokensIsAThousandthRoundedUp(String text, BigInteger atomic) {
        EffectivePrice price = Pricing.of(new Price(null, text, null), token(6));
        assertThat(price.atomic()).isEqualTo(atomic);
        assertThat(price.approximate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0.60,50000", "0.000001,1", "1,83334"})
    void aPricePerHourIsFiveMinutesOfItRoundedUp(String text, BigInteger atomic) {
        EffectivePrice price = Pricing.of(new Price(null, null, text), token(6));
        assertThat(price.atomic()).isEqualTo(atomic);
        assertThat(price.approximate()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "abc", "-1", "+1", "1e3", "1.", ".5", "0", "0.000", "1,5", " 1", "0x10", "١", "NaN", "1_0"})
    void anythingButOnePositivePlainDecimalIsRefused(String text) {
        assertThatThrownBy(() -> perRequest(text, 6)).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Pricing.of(new Price(null, text, null), token(6)))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> Pricing.of(new Price(null, null, text), token(6)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void noneOrTwoModelsAreRefused() {
        assertThatThrownBy(() -> Pricing.of(null, token(6))).hasMessageContaining("price is missing");
        assertThatThrownBy(() -> Pricing.of(new Price(null, null, null), token(6)))
                .hasMessageContaining("it has 0");
        assertThatThrownBy(() -> Pricing.of(new Price("1", "1", null), token(6)))
                .hasMessageContaining("it has 2");
    }

    @Test
    void peopleReadWholeTokensAndSeeWhatIsAnApproximation() {
        assertThat(perRequest("0.0010", 6).display()).isEqualTo("0.001 TOK/request");
        assertThat(perRequest("100", 0).display()).isEqualTo("100 TOK/request");
        assertThat(Pricing.of(new Price(null, "2.5", null), token(6)).display()).isEqualTo("~0.0025 TOK/request");
    }
}
