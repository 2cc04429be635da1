package com.datafly.signal.dr.k8s.testing.internal.verbs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.store.ObjectKey;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Lists, page by page: all pages show the objects as they were when the first one was read. */
final class Lists {

    private static final String TOO_OLD = "The provided continue parameter is too old to display a consistent list"
            + " result. You can start a new list without the continue parameter, or use the continue token in this"
            + " response to retrieve the remainder of the results. Continuing with the provided token results in an"
            + " inconsistent list - objects that were created, modified, or deleted between the time the first chunk"
            + " was returned and now may show up in the list.";

    /** The version in a token that goes on with whatever is there now. */
    private static final long WHATEVER_IS_NOW = -1;

    private final Store store;

    Lists(Store store) {
        this.store = store;
    }

    ObjectNode list(Target target, Request request) {
        Choice choice = Choice.of(target, request);
        return store.locked(() -> {
            Token from = request.parameter("continue").map(Token::read).orElseGet(() -> beginning(request));
            boolean now = from.version() == WHATEVER_IS_NOW;
            if (!now && from.version() < store.oldest()) {
                Token rest = new Token(WHATEVER_IS_NOW, from.after());
                throw Refusals.expired(TOO_OLD).goOnWith(rest.write());
            }
            long version = now ? store.version() : from.version();
            List<ObjectNode> objects = store.listAt(target.type(), target.namespace(), version);
            List<ObjectNode> chosen = new ArrayList<>();
            for (ObjectNode object : objects) {
                if (from.isBefore(Store.key(object)) && choice.matches(object)) {
                    chosen.add(object);
                }
            }
            int limit = Integer.parseInt(request.parameter("limit").orElse("0"));
            return page(target, chosen, version, new Page(limit, choice.isEverything()));
        });
    }

    private Token beginning(Request request) {
        boolean exact = request.parameter("resourceVersionMatch")
                .filter("Exact"::equals)
                .isPresent();
        long version = exact ? Watches.version(request) : store.version();
        if (version < store.oldest()) {
            throw Refusals.expired("The resourceVersion for the provided list is too old.");
        }
        return new Token(version, new ObjectKey("", ""));
    }

    private static ObjectNode page(Target target, List<ObjectNode> chosen, long version, Page page) {
        ObjectNode list = Json.object();
        list.put("kind", target.type().kind() + "List")
                .put("apiVersion", target.type().apiVersion());
        ObjectNode metadata = list.putObject("metadata").put("resourceVersion", Long.toString(version));
        boolean cut = page.limit() > 0 && chosen.size() > page.limit();
        List<ObjectNode> shown = cut ? chosen.subList(0, page.limit()) : chosen;
        if (cut) {
            metadata.put("continue", new Token(version, Store.key(shown.get(shown.size() - 1))).write());
            if (page.counted()) {
                metadata.put("remainingItemCount", chosen.size() - shown.size());
            }
        }
        ArrayNode items = list.putArray("items");
        shown.forEach(object -> items.add(target.type().isExtension() ? object : bare(object)));
        return list;
    }

    /** Items of the server's own kinds do not say of which kind they are. */
    private static ObjectNode bare(ObjectNode object) {
        ObjectNode bare = Json.object();
        bare.setAll(object);
        return bare.remove(List.of("kind", "apiVersion"));
    }

    private record Page(int limit, boolean counted) {}

    /** Where a list goes on. */
    private record Token(long version, ObjectKey after) {

        boolean isBefore(ObjectKey key) {
            return after.compareTo(key) < 0;
        }

        String write() {
            ObjectNode token = Json.object().put("v", "meta.k8s.io/v1").put("rv", version);
            token.put("start", after.namespace() + "/" + after.name());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
        }

        static Token read(String text) {
            try {
                JsonNode token = Json.object(new String(Base64.getUrlDecoder().decode(text), UTF_8));
                String[] start = Json.text(token, "start").split("/", 2);
                return new Token(token.path("rv").asLong(), new ObjectKey(start[0], start[1]));
            } catch (IllegalArgumentException e) {
                Refusal refusal = Refusals.badRequest("continue key is not valid: " + e.getMessage());
                refusal.addSuppressed(e);
                throw refusal;
            }
        }
    }
}
