package io.offerflow.dev.demo;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.offerflow.api.Ref;
import io.offerflow.api.ServiceOffer;
import io.offerflow.api.chain.Chains;
import io.offerflow.api.chain.Token;
import io.offerflow.dev.pay.Buyer;
import io.offerflow.dev.pay.PaymentReceipt;
import io.offerflow.dev.pay.PaymentRequired;
import io.offerflow.dev.stack.DevStack;
import io.offerflow.dev.stack.OfferObjects;
import io.offerflow.dev.stack.SampleOffer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/** Plays the story against a running stack; throws {@link DemoFailure} at the first thing that is not as told. */
public final class Demo {
    private static final String NETWORK = "eip155:84532";
    private static final BigInteger PURSE = BigInteger.valueOf(1_000_000);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final DevStack stack;
    private final Story story;
    private final Token usdc = Chains.find(NETWORK).orElseThrow().usdc();
    private final Buyer buyer;
    private final Ref ref = new Ref("demo", "hello");
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;

    public Demo(DevStack stack, Story story, InstantSource clock) {
        this.stack = stack;
        this.story = story;
        this.buyer = Buyer.random(new SecureRandom(), clock);
        this.url = URI.create(stack.gatewayAddress() + "/services/hello/world");
    }

    public void play() throws IOException, InterruptedException {
        stack.facilitator().mint(NETWORK, usdc.address(), buyer.address(), PURSE);
        apply();
        refuseUnpaid("1000");
        pay("1000");
        editPrice();
        delete();
    }

    private void apply() {
        SampleOffer.apply(stack.client(), ref, stack.upstreamPort(), "0.001");
        story.tell("applied", "kubectl apply: Namespace demo, Service hello, ServiceOffer hello");
        ServiceOffer ready = await("the offer to become Ready", offer -> offer.filter(OfferObjects::ready)
                        .isPresent())
                .orElseThrow();
        story.tell(
                "ready",
                "phase " + ready.statusOrEmpty().phase() + ", "
                        + ready.statusOrEmpty().price() + " at "
                        + ready.statusOrEmpty().endpoint());
    }

    private void refuseUnpaid(String amount) throws IOException, InterruptedException {
        HttpResponse<String> refusal = http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
        expect(refusal.statusCode() == 402, "an unpaid request answers 402, got " + refusal.statusCode());
        String asked = PaymentRequired.of(refusal).amount();
        expect(asked.equals(amount), "the 402 asks for " + amount + ", got " + asked);
        story.tell("402", "GET " + url.getPath() + " costs " + asked + " atomic units of " + usdc.symbol());
    }

    private void pay(String amount) throws IOException, InterruptedException {
        BigInteger before = balance(buyer.address());
        HttpResponse<String> paid = buyer.get(url);
        expect(paid.statusCode() == 200, "a paid request answers 200, got " + paid.statusCode() + " " + paid.body());
        expect(
                paid.body().contains(buyer.address().toLowerCase(java.util.Locale.ROOT))
                        || paid.body().contains(buyer.address()),
                "the upstream learns who paid, got " + paid.body());
        BigInteger spent = before.subtract(balance(buyer.address()));
        expect(spent.equals(new BigInteger(amount)), "the buyer paid " + amount + ", not " + spent);
        String receipt =
                PaymentReceipt.of(paid).map(PaymentReceipt::transaction).orElse("settled behind the gateway");
        story.tell("200", paid.body().strip() + " (buyer -" + spent + ", " + receipt + ")");
    }

    private void editPrice() throws IOException, InterruptedException {
        resource()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"payment\":{\"price\":{\"perRequest\":\"0.002\"}}}}");
        story.tell("edited", "kubectl patch: perRequest 0.001 -> 0.002");
        awaitAnswer(answer -> answer.statusCode() == 402
                && PaymentRequired.of(answer).amount().equals("2000"));
        story.tell("402", "the same GET now costs 2000");
        pay("2000");
    }

    private void delete() throws IOException, InterruptedException {
        resource().delete();
        story.tell("deleted", "kubectl delete serviceoffer hello");
        await("the offer to be gone", Optional::isEmpty);
        HttpResponse<String> after = awaitAnswer(answer -> answer.statusCode() != 402);
        expect(after.statusCode() != 200, "a deleted offer serves nobody, got " + after.statusCode());
        long children = stack.children(ref);
        expect(children == 0, "no child is left, got " + children);
        story.tell("gone", "no ServiceOffer, HTTPRoute or Middleware is left; GET answers " + after.statusCode());
    }

    private Resource<GenericKubernetesResource> resource() {
        KubernetesClient client = stack.client();
        return client.genericKubernetesResources(SampleOffer.KIND)
                .inNamespace(ref.namespace())
                .withName(ref.name());
    }

    private Optional<ServiceOffer> await(String what, Predicate<Optional<ServiceOffer>> wanted) {
        return Await.until(
                what, LIMIT, () -> Optional.ofNullable(resource().get()).map(OfferObjects::read), wanted);
    }

    private HttpResponse<String> awaitAnswer(Predicate<HttpResponse<String>> wanted) {
        return Await.until(
                "GET " + url.getPath() + " to answer as told",
                LIMIT,
                () -> http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()),
                wanted);
    }

    private BigInteger balance(String address) {
        return stack.facilitator().balance(NETWORK, usdc.address(), address);
    }

    private static void expect(boolean holds, String what) {
        if (!holds) {
            throw new DemoFailure(what);
        }
    }
}
