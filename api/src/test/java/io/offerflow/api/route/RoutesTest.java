package io.offerflow.api.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.offerflow.api.Json;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.chain.Token;
import io.offerflow.api.condition.Reason;
import io.offerflow.api.path.RoutePath;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String SELLER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    /** A good offer with one part of its spec replaced; quotes are single. */
    private static ServiceOffer offer(String find, String replace) throws Exception {
        String json =
                """
                {'metadata':{'namespace':'shop','name':'echo','uid':'u1','generation':2},
                 'spec':{'type':'http','payment':{'network':'base-sepolia','payTo':'%s','price':{'perRequest':'0.001'}}}}"""
                        .formatted(SELLER);
        assertThat(json).contains(find);
        return Json.mapper().readValue(json.replace(find, replace).replace('\'', '"'), ServiceOffer.class);
    }

    private static Route served(ServiceOffer offer) {
        return ((RouteDecision.Served) Routes.decide(offer, NOW)).route();
    }

    @Test
    void aGoodOfferIsServedWhateverItsConditionsSay() throws Exception {
        Route route = served(offer("'spec'", "'status':{'conditions':[{'type':'Ready','status':'False'}]},'spec'"));
        assertThat(route.path()).isEqualTo("/services/echo");
        assertThat(route.generation()).isEqualTo(2);
        Requirement only = route.requirements().getFirst();
        assertThat(only.amount()).isEqualTo(BigInteger.valueOf(1000));
        assertThat(only.chain().caip2()).isEqualTo("eip155:84532");
        assertThat(only.token().name()).isEqualTo("USDC");
        assertThat(only.maxTimeoutSeconds()).isEqualTo(300);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.001|abc|InvalidPrice",
                "base-sepolia|solana|UnknownNetwork",
                "0x70997970C51812dc3A010C7d01b50e0d17dc79C8|0x1234|InvalidPayTo",
                "'type'|'path':'/a/../b','type'|InvalidPath",
                "'type'|'path':'/api/x','type'|ReservedPath",
                "'network'|'asset':{'address':'0x1'},'network'|InvalidAsset",
                "'network'|'asset':{'address':'0x1111111111111111111111111111111111111111'},'network'|InvalidAsset",
                "'payment'|'paymentx'|InvalidSpec",
            },
            quoteCharacter = '"')
    void aBrokenSpecIsQuarantinedWithItsReasonAndNeverThrows(String find, String replace, Reason reason)
            throws Exception {
        RouteDecision decision = Routes.decide(offer(find, replace), NOW);
        assertThat(decision).isInstanceOfSatisfying(RouteDecision.Quarantined.class, q -> {
            assertThat(q.reason()).isEqualTo(reason);
            assertThat(q.message()).contains("spec.");
        });
    }

    @Test
    void deletingDrainedAndUnresolvedOffersAreWithdrawn() throws Exception {
        assertThat(Routes.decide(offer("'uid'", "'deletionTimestamp':'2026-05-31T00:00:00Z','uid'"), NOW))
                .isInstanceOfSatisfying(RouteDecision.Withdrawn.class, w -> assertThat(w.reason())
                        .isEqualTo(Reason.Deleting));
        assertThat(Routes.decide(
                        offer("'type'", "'drainAt':'2026-05-31T00:00:00Z','drainGracePeriod':'1h','type'"), NOW))
                .isInstanceOfSatisfying(RouteDecision.Withdrawn.class, w -> assertThat(w.reason())
                        .isEqualTo(Reason.Drained));
        assertThat(Routes.decide(offer("'http'", "'agent'"), NOW))
                .isInstanceOfSatisfying(RouteDecision.Withdrawn.class, w -> assertThat(w.reason())
                        .isEqualTo(Reason.WaitingForAgent));
    }

    @Test
    void aDrainingOfferIsServedUntilItsEnd() throws Exception {
        ServiceOffer draining = offer("'type'", "'drainAt':'2026-05-31T23:30:00Z','type'");
        assertThat(Routes.decide(draining, NOW)).isInstanceOf(RouteDecision.Served.class);
        assertThat(Routes.decide(draining, NOW.plusSeconds(1800))).isInstanceOf(RouteDecision.Withdrawn.class);
    }

    @Test
    void anAgentOfferAdvertisesModelSkillsAndRuntime() throws Exception {
        ServiceOffer agent = offer(
                "'spec':{'type':'http'",
                "'status':{'agentResolution':{'model':'m','runtime':'hermes','skills':['a','b']}},'spec':{'type':'agent'");
        assertThat(served(agent).requirements().getFirst().extras())
                .containsEntry("agentModel", "m")
                .containsEntry("agentRuntime", "hermes")
                .containsEntry("agentSkills", List.of("a", "b"));
        assertThat(served(offer("'http'", "'inference'"))
                        .requirements()
                        .getFirst()
                        .extras())
                .isEmpty();
    }

    @Test
    void anAssetMayOverrideSingleFieldsAndKeepsTheChainsForTheRest() throws Exception {
        Requirement r = served(offer("'network'", "'asset':{'symbol':'XUSD','decimals':18},'network'"))
                .requirements()
                .getFirst();
        assertThat(r.token().symbol()).isEqualTo("XUSD");
        assertThat(r.token().address()).isEqualTo("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
        assertThat(r.amount()).isEqualTo(new BigInteger("1000000000000000"));
    }

    @Test
    void aDescribedTokenKeepsItsDigitsMethodAndDomain() throws Exception {
        String obol = "'asset':{'address':'0x0a09371a8b011d5110656ceBCc70603e53FD2c78','symbol':'OBOL','decimals':18,"
                + "'transferMethod':'permit2','eip712Name':'Obol Network','eip712Version':'1'}";
        Requirement r = served(offer("0.001'}", "0.5'}," + obol)).requirements().getFirst();
        assertThat(r.token())
                .isEqualTo(new Token(
                        "0x0a09371a8b011d5110656ceBCc70603e53FD2c78",
                        "OBOL",
                        18,
                        Token.TransferMethod.PERMIT2,
                        "Obol Network",
                        "1"));
        assertThat(r.amount()).isEqualTo(new BigInteger("500000000000000000"));
    }

    @ParameterizedTest
    @CsvSource({"0,300", "-5,300", "60,60", "90000,86400"})
    void theTimeoutStaysWithinADay(long written, long effective) throws Exception {
        assertThat(served(offer("'network'", "'maxTimeoutSeconds':" + written + ",'network'"))
                        .requirements()
                        .getFirst()
                        .maxTimeoutSeconds())
                .isEqualTo(effective);
    }

    @Test
    void theDigestChangesWithEverythingThatChangesAnAnswerAndNothingElse() throws Exception {
        String digest = served(offer("u1", "u1")).digest();
        assertThat(digest).matches("[0-9a-f]{16}");
        assertThat(served(offer("'generation':2", "'generation':7")).digest()).isEqualTo(digest);
        assertThat(served(offer("0.001", "0.0010")).digest()).isEqualTo(digest);
        assertThat(served(offer("0.001", "0.002")).digest()).isNotEqualTo(digest);
        assertThat(served(offer("base-sepolia", "base")).digest()).isNotEqualTo(digest);
        assertThat(served(offer("'type'", "'path':'/services/other','type'")).digest())
                .isNotEqualTo(digest);
        assertThat(served(offer("'network'", "'maxTimeoutSeconds':60,'network'"))
                        .digest())
                .isNotEqualTo(digest);
    }

    private static List<String> order(Route route) {
        return route.rules().stream().map(rule -> rule.path().text()).toList();
    }

    @Test
    void withoutRoutesEverythingIsPaid() throws Exception {
        Route route = served(offer("u1", "u1"));
        assertThat(route.rules()).containsExactly(new RouteRule(RoutePath.EVERYTHING, route.main()));
    }

    @Test
    void theMostSpecificPartComesFirstWhateverTheOrderInTheSpec() throws Exception {
        Route route = served(
                offer(
                        "'type'",
                        "'routes':[{'path':'/*','gate':'free'},{'path':'/a*/info'},{'path':'/a/b/*'},{'path':'/a/*'},{'path':'/x','gate':'auth'},{'path':'/a/b/c/'}],'type'"));
        assertThat(order(route)).containsExactly("/a/b/c", "/x", "/a/b/*", "/a/*", "/a*/info", "/*");
        assertThat(route.rules().get(1).charge()).isEqualTo(new Charge.SignIn());
        assertThat(route.rules().get(5).charge()).isEqualTo(new Charge.Free());
        assertThat(route.rules().get(2).charge()).isSameAs(route.main());
    }

    @Test
    void aPartWithItsOwnPriceHasTheMainWayToPayAndNoOther() throws Exception {
        Route route = served(offer(
                "'payment':{",
                "'routes':[{'path':'/big','price':{'perMTok':'5'}},{'path':'/*'}],'payments':["
                        + block("base-sepolia", "0.001") + "," + block("base", "0.002") + "],'ignored':{"));
        Charge.Paid big = (Charge.Paid) route.rules().getFirst().charge();
        assertThat(big.requirements()).singleElement().satisfies(r -> {
            assertThat(r.amount()).isEqualTo(BigInteger.valueOf(5000));
            assertThat(r.chain().caip2()).isEqualTo("eip155:84532");
        });
        assertThat(route.requirements()).extracting(r -> r.amount().intValue()).containsExactly(1000, 2000);
        assertThat(route.price().display()).isEqualTo("0.001 USDC/request");
    }

    private static String block(String network, String price) {
        return "{'network':'%s','payTo':'%s','price':{'perRequest':'%s'}}".formatted(network, SELLER, price);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'routes':[{'path':'a'}]|InvalidPath|spec.routes[0].path",
                "'routes':[{'gate':'free'}]|InvalidPath|spec.routes[0].path",
                "'routes':[{'path':'/*'},{'path':'/a/../b'}]|InvalidPath|spec.routes[1].path",
                "'routes':[{'path':'/a%2fb'}]|InvalidPath|spec.routes[0].path",
                "'routes':[{'path':'/auth/verify'}]|ReservedPath|spec.routes[0].path",
                "'routes':[{'path':'/a'},{'path':'/a/'}]|InvalidSpec|spec.routes[1].path",
                "'routes':[{'path':'/a','gate':'open'}]|InvalidSpec|spec.routes[0].gate",
                "'routes':[{'path':'/a','gate':'free','price':{'perRequest':'1'}}]|InvalidPrice|spec.routes[0].price",
                "'routes':[{'path':'/a','price':{'perRequest':'0'}}]|InvalidPrice|spec.routes[0].price.perRequest",
                "'settlement':'Never'|InvalidSpec|spec.settlement",
                "'gate':'proxy'|InvalidSpec|spec.gate",
                "'gate':'ForwardAuth','settlement':'OnSuccess'|InvalidSpec|spec.gate",
            },
            quoteCharacter = '"')
    void aBrokenPartQuarantinesTheOfferAndIsNamed(String fields, Reason reason, String field) throws Exception {
        assertThat(Routes.decide(offer("'type'", fields + ",'type'"), NOW))
                .isInstanceOfSatisfying(RouteDecision.Quarantined.class, q -> {
                    assertThat(q.reason()).isEqualTo(reason);
                    assertThat(q.message()).contains(field);
                });
    }

    @Test
    void severalPaymentsThatContradictThemselvesAreQuarantined() throws Exception {
        String sepolia = block("base-sepolia", "0.001");
        ServiceOffer twice =
                offer("'type'", "'payments':[" + sepolia + "," + block("eip155:84532", "0.002") + "],'type'");
        ServiceOffer differs = offer("'type'", "'payments':[" + block("base", "0.001") + "],'type'");
        assertThat(Routes.decide(twice, NOW))
                .isInstanceOfSatisfying(RouteDecision.Quarantined.class, q -> assertThat(q.message())
                        .contains("spec.payments[1]"));
        assertThat(Routes.decide(differs, NOW))
                .isInstanceOfSatisfying(RouteDecision.Quarantined.class, q -> assertThat(q.message())
                        .contains("spec.payments[0]"));
        assertThat(served(offer("'type'", "'payments':[" + sepolia + "],'type'"))
                        .digest())
                .isEqualTo(served(offer("u1", "u1")).digest());
    }

    @ParameterizedTest
    @CsvSource({"http,Upfront", "fine-tuning,Upfront", "inference,OnSuccess"})
    void moneyMovesAfterSuccessWhereAnAnswerMayBeWorthNothing(String type, Settlement settlement) throws Exception {
        Route route = served(offer("'http'", "'" + type + "'"));
        assertThat(route.settlement()).isEqualTo(settlement);
        assertThat(route.gate()).isEqualTo(GateMode.Auto);
        assertThat(served(offer("'http'", "'" + type + "','settlement':'OnSuccess'"))
                        .settlement())
                .isEqualTo(Settlement.OnSuccess);
    }

    @Test
    void writingADefaultDownChangesNoDigestAndEveryOtherWordDoes() throws Exception {
        String digest = served(offer("u1", "u1")).digest();
        assertThat(List.of(
                        "'settlement':'Upfront'",
                        "'gate':'Auto'",
                        "'routes':[{'path':'/*'}]",
                        "'routes':[{'path':'/*','gate':'paid','methods':['GET'],'summary':'all of it'}]",
                        "'routes':[{'path':'/*','price':{'perRequest':'0.001'}}]"))
                .allSatisfy(same -> assertThat(
                                served(offer("'type'", same + ",'type'")).digest())
                        .isEqualTo(digest));
        assertThat(List.of(
                        "'settlement':'OnSuccess'",
                        "'gate':'Proxy'",
                        "'routes':[{'path':'/*','gate':'free'}]",
                        "'routes':[{'path':'/*','gate':'auth'}]",
                        "'routes':[{'path':'/a/*'}]",
                        "'routes':[{'path':'/*'},{'path':'/a'}]",
                        "'routes':[{'path':'/*','price':{'perRequest':'0.002'}}]"))
                .extracting(other -> served(offer("'type'", other + ",'type'")).digest())
                .doesNotContain(digest)
                .doesNotHaveDuplicates();
    }
}
