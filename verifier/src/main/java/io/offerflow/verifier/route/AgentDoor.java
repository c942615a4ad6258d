package io.offerflow.verifier.route;

import java.util.Set;

/**
 * What of an agent is for buyers: its chat, and the name of its model. Everything else that an agent answers to belongs to its owner: sessions
 * of other buyers, stored responses, runs, jobs, approvals, settings. The agent knows one key only, the gate's, so who may what is decided here.
 *
 * @param path of the offer
 * @param model the name under which its chat is listed
 */
public record AgentDoor(String path, String model) {
    /** Below the offer's path, and the one address of an agent that is ever asked. */
    public static final String CHAT = "/v1/chat/completions";

    static final String MODELS = "/v1/models";

    /** What chat clients ask for when they are given the offer's address as it is. */
    private static final Set<String> CHAT_PLACES = Set.of("", "/v1", "/chat/completions", CHAT);

    private static final Set<String> MODELS_PLACES = Set.of("/models", MODELS);

    /** What a request wants. */
    public enum Wish {
        CHAT,
        MODELS,
        /** To see what is sold at the offer's own address. */
        LOOK,
        /** Another method of the chat than POST. */
        CHAT_OTHERWISE,
        /** Another method of the list than GET. */
        MODELS_OTHERWISE,
        /** Nothing that a buyer may have. */
        NOTHING
    }

    /** By the one reading of the path that counts: what an agent is asked for is written anew, so no other reading ever reaches it. */
    public Wish wish(RequestPath asked, String method) {
        String normal = asked.normalised();
        String bare = normal.endsWith("/") ? normal.substring(0, normal.length() - 1) : normal;
        if (!PathPattern.covers(path, bare)) {
            return Wish.NOTHING;
        }
        String place = bare.substring(path.length());
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (MODELS_PLACES.contains(place)) {
            return reads ? Wish.MODELS : Wish.MODELS_OTHERWISE;
        }
        if (!CHAT_PLACES.contains(place)) {
            return Wish.NOTHING;
        }
        if (method.equals("POST")) {
            return Wish.CHAT;
        }
        return reads && place.isEmpty() ? Wish.LOOK : Wish.CHAT_OTHERWISE;
    }
}
