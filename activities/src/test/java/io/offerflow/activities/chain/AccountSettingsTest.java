package io.offerflow.activities.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.offerflow.cluster.SettingException;
import io.offerflow.cluster.Settings;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountSettingsTest {
    private static final String ADDRESS = "0x8004A169FB4a3325136EB29fA0ceB6D2e539a432";

    private static AccountSettings of(String name, String value) {
        return AccountSettings.from(Settings.of(Map.of(name, value)));
    }

    @Test
    void signersAreFoundByAddressInAnyCase() {
        AccountSettings settings = of(
                AccountSettings.SIGNERS,
                ADDRESS + "=http://signer:9000,/run/token; 0x" + "1".repeat(40) + "=http://other");
        assertThat(settings.signer(ADDRESS.toLowerCase(java.util.Locale.ROOT))
                        .orElseThrow()
                        .token())
                .contains(Path.of("/run/token"));
        assertThat(settings.signer("0x" + "1".repeat(40)).orElseThrow().token()).isEmpty();
        assertThat(settings.signer("0x" + "2".repeat(40))).isEmpty();
    }

    @Test
    void feesAreGweiAndHaveALimitWithoutASetting() {
        AccountSettings settings = of(AccountSettings.MAX_FEE, "base=0.5;eip155:31337=7");
        assertThat(settings.maxFee(BigInteger.valueOf(8_453))).isEqualTo(500_000_000);
        assertThat(settings.maxFee(BigInteger.valueOf(31_337))).isEqualTo(7_000_000_000L);
        assertThat(settings.maxFee(BigInteger.ONE)).isEqualTo(100_000_000_000L);
        assertThat(settings.maxFee(BigInteger.valueOf(137))).isEqualTo(1_000_000_000_000L);
        assertThat(of(AccountSettings.START_BLOCK, "base=41").startBlock(BigInteger.valueOf(8_453)))
                .contains(BigInteger.valueOf(41));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OFFERFLOW_CHAIN_SIGNERS|http://signer",
                "OFFERFLOW_CHAIN_SIGNERS|0x12=http://signer",
                "OFFERFLOW_CHAIN_SIGNERS|0x8004A169FB4a3325136EB29fA0ceB6D2e539a432=ftp://signer",
                "OFFERFLOW_CHAIN_MAX_FEE|base=-1",
                "OFFERFLOW_CHAIN_MAX_FEE|nowhere=1",
                "OFFERFLOW_CHAIN_START_BLOCK|base=latest"
            })
    void whatCannotBeUsedIsRefusedByItsName(String name, String value) {
        assertThatThrownBy(() -> of(name, value))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(name);
    }
}
