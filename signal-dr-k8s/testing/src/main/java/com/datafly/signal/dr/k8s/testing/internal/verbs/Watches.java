package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusal;
import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.store.Change;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Watches: what is there if no version was named, then every change until the time is over or the client leaves. */
final class Watches {

    private static final long USUAL_SECONDS = 1800;
    private static final long GLANCE_MILLIS = 100;

    private final Store store;

    Watches(Store store) {
        this.store = store;
    }

    /** Returns the version that a request names; zero for none. */
    static long version(Request request) {
        String version = request.parameter("resourceVersion").orElse("0");
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            throw Refusals.badRequest("invalid resource version: \"" + version + "\"");
        }
    }

    Answer watch(Target target, Request request) {
        Choice choice = Choice.of(target, request);
        long seconds = Long.parseLong(request.parameter("timeoutSeconds").orElse(Long.toString(USUAL_SECONDS)));
        Watch watch = new Watch(target, choice, version(request), request.flag("sendInitialEvents"));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        return request.asksForWebSocket()
                ? Answer.webSocket(socket -> watch.run(socket, end))
                : Answer.streaming("application/json", sink -> watch.run(sink, end));
    }

    /** One watch that runs. */
    private final class Watch {

        private final Target target;
        private final Choice choice;
        private final boolean initial;
        private long seen;

        Watch(Target target, Choice choice, long from, boolean initial) {
            this.target = target;
            this.choice = choice;
            this.seen = from;
            this.initial = initial;
        }

        void run(Answer.Sink sink, long end) throws IOException {
            if (seen == 0 || initial) {
                sendAll(sink);
            } else if (seen < store.oldest()) {
                tooOld(sink);
                return;
            }
            try {
                while (!sink.closing() && System.nanoTime() < end) {
                    store.awaitChange(seen, GLANCE_MILLIS);
                    if (!sendChanges(sink)) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void sendAll(Answer.Sink sink) throws IOException {
            List<ObjectNode> objects = store.locked(() -> {
                seen = store.version();
                return store.list(target.type(), target.namespace());
            });
            for (ObjectNode object : objects) {
                if (choice.matches(object)) {
                    send(sink, "ADDED", object);
                }
            }
            if (initial) {
                ObjectNode bookmark = Json.object();
                bookmark.put("kind", target.type().kind())
                        .put("apiVersion", target.type().apiVersion());
                ObjectNode metadata = bookmark.putObject("metadata");
                metadata.put("resourceVersion", Long.toString(seen));
                metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
                send(sink, "BOOKMARK", bookmark);
            }
        }

        private boolean sendChanges(Answer.Sink sink) throws IOException {
            if (seen < store.oldest()) {
                tooOld(sink);
                return false;
            }
            long until = store.version();
            for (Change change : store.changesAfter(target.type(), seen)) {
                seen = Math.max(seen, change.version());
                boolean elsewhere = !target.namespace().isEmpty()
                        && !target.namespace().equals(change.key().namespace());
                if (!elsewhere) {
                    sendChange(sink, change);
                }
            }
            seen = Math.max(seen, until);
            return true;
        }

        private void sendChange(Answer.Sink sink, Change change) throws IOException {
            Optional<ObjectNode> before = change.before().filter(choice::matches);
            Optional<ObjectNode> after = change.after().filter(choice::matches);
            if (after.isPresent()) {
                send(sink, before.isPresent() ? "MODIFIED" : "ADDED", after.get());
            } else if (before.isPresent()) {
                ObjectNode last = change.after().orElse(before.get()).deepCopy();
                Json.child(last, "metadata").put("resourceVersion", Long.toString(change.version()));
                send(sink, "DELETED", last);
            }
        }

        private void tooOld(Answer.Sink sink) throws IOException {
            Refusal refusal = Refusals.expired("too old resource version: " + seen + " (" + store.oldest() + ")");
            send(sink, "ERROR", refusal.status());
        }

        private void send(Answer.Sink sink, String what, JsonNode object) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            ObjectNode event = Json.object().put("type", what);
            event.set("object", object);
            line.write(Json.bytes(event));
            line.write('\n');
            sink.send(line.toByteArray());
        }
    }
}
