package io.offerflow.dev.hermes;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.workflows.seed.Skills;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Keys;

/** An address in a skill is one that people send money to. */
class SkillAddressesTest {
    @Test
    void everyAddressInEverySkillCarriesItsChecksum() {
        Map<String, String> files = Skills.files(Skills.NAMES);
        List<String> addresses = files.values().stream()
                .flatMap(text -> Pattern.compile("0x[0-9a-fA-F]{40}(?![0-9a-fA-F])")
                        .matcher(text)
                        .results())
                .map(found -> found.group())
                .toList();
        assertThat(addresses).hasSizeGreaterThan(15);
        assertThat(addresses).allSatisfy(address -> assertThat(Keys.toChecksumAddress(address))
                .isEqualTo(address));
    }
}
