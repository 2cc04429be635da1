package com.datafly.signal.dr.k8s.testing.internal.verbs;

import com.datafly.signal.dr.k8s.testing.internal.api.Refusals;
import com.datafly.signal.dr.k8s.testing.internal.api.ResourceTypes;
import com.datafly.signal.dr.k8s.testing.internal.api.Target;
import com.datafly.signal.dr.k8s.testing.internal.api.User;
import com.datafly.signal.dr.k8s.testing.internal.http.Answer;
import com.datafly.signal.dr.k8s.testing.internal.http.Request;
import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.store.Store;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Does what a request asks for, once it is known who asks and that it may. */
public final class Router {

    private final Writer writer;
    private final Deleter deleter;
    private final Lists lists;
    private final Watches watches;
    private final Patches patches;
    private final Evictions evictions;
    private final Discovery discovery;
    private final Containers containers;

    /** Creates what works on a store. */
    public Router(Store store, ResourceTypes types, Writer writer, Containers containers) {
        this.writer = writer;
        this.deleter = new Deleter(store, types, writer);
        this.lists = new Lists(store);
        this.watches = new Watches(store);
        this.patches = new Patches(writer);
        this.evictions = new Evictions(store, types, writer, deleter);
        this.discovery = new Discovery(types);
        this.containers = containers;
    }

    /** Tells whether a path is open to everybody. */
    public static boolean isPublic(List<String> segments) {
        return Discovery.isPublic(segments);
    }

    /** Answers what is at a path that is no resource. */
    public Answer discover(List<String> segments) {
        return discovery.answer(segments);
    }

    /** Answers a request for a resource. */
    public Answer answer(Target target, String verb, Request request, User user) {
        if (target.type().isQuestion()) {
            return verb.equals("create") ? Reviews.review(target, request, user) : notAllowed();
        }
        return switch (target.subresource()) {
            case "", "status" -> object(target, verb, request);
            case "log" -> verb.equals("get") ? containers.log(writer.require(plain(target)), request) : notAllowed();
            case "exec" -> exec(target, verb, request);
            case "eviction" -> eviction(target, verb, request);
            case "scale" -> scale(target, verb, request);
            default -> notAllowed();
        };
    }

    private Answer object(Target target, String verb, Request request) {
        return switch (verb) {
            case "get" -> Answers.ok(writer.require(target));
            case "list" -> Answers.ok(lists.list(target, request));
            case "watch" -> watches.watch(target, request);
            case "create" ->
                target.named()
                        ? notAllowed()
                        : Answers.created(writer.create(target, Bodies.object(request), WriteOptions.of(request)));
            case "update" -> Answers.ok(writer.update(target, Bodies.object(request), WriteOptions.of(request)));
            case "patch" -> patches.patch(target, request);
            case "delete" -> delete(target, request);
            case "deletecollection" -> deleteAll(target, request);
            default -> notAllowed();
        };
    }

    private Answer delete(Target target, Request request) {
        if (!target.subresource().isEmpty()) {
            return notAllowed();
        }
        ObjectNode options = deleteOptions(request);
        return Answers.ok(deleter.delete(target, options, dryRun(request, options)));
    }

    private Answer deleteAll(Target target, Request request) {
        ObjectNode options = deleteOptions(request);
        ObjectNode list = lists.list(target, request);
        for (JsonNode object : list.path("items")) {
            Target one = Target.of(
                    target.type(), Json.text(object, "metadata", "namespace"), Json.text(object, "metadata", "name"));
            if (writer.find(one).isPresent()) {
                deleter.delete(one, options, dryRun(request, options));
            }
        }
        return Answers.ok(list);
    }

    private static ObjectNode deleteOptions(Request request) {
        ObjectNode options = Bodies.optional(request).deepCopy();
        for (String name : List.of("propagationPolicy", "gracePeriodSeconds")) {
            request.parameter(name).ifPresent(value -> options.put(name, value));
        }
        return options;
    }

    private static boolean dryRun(Request request, JsonNode options) {
        List<String> inBody = Json.items(options.path("dryRun")).stream()
                .map(JsonNode::asText)
                .toList();
        return WriteOptions.dryRun(inBody) || WriteOptions.of(request).dryRun();
    }

    private Answer exec(Target target, String verb, Request request) {
        return verb.equals("get") || verb.equals("create")
                ? containers.exec(writer.require(plain(target)), request)
                : notAllowed();
    }

    private Answer eviction(Target target, String verb, Request request) {
        return verb.equals("create")
                ? Answers.created(evictions.evict(target, Bodies.object(request), WriteOptions.of(request)))
                : notAllowed();
    }

    private Answer scale(Target target, String verb, Request request) {
        Target object = plain(target);
        ObjectNode live = writer.require(object);
        if (verb.equals("update") || verb.equals("patch")) {
            int replicas = Json.at(Bodies.object(request), "spec", "replicas").asInt();
            live = writer.patch(object, now -> scaled(now, replicas), WriteOptions.of(request));
        }
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        scale.set("metadata", live.path("metadata"));
        scale.putObject("spec").set("replicas", Json.at(live, "spec", "replicas"));
        scale.putObject("status").set("replicas", Json.at(live, "status", "replicas"));
        return Answers.ok(scale);
    }

    private static ObjectNode scaled(ObjectNode live, int replicas) {
        ObjectNode scaled = live.deepCopy();
        Json.child(scaled, "spec").put("replicas", replicas);
        return scaled;
    }

    private static Target plain(Target target) {
        return Target.of(target.type(), target.namespace(), target.name());
    }

    private static Answer notAllowed() {
        throw Refusals.methodNotAllowed();
    }
}
