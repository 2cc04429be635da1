package com.datafly.signal.dr.k8s.testing.internal.cluster;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a Deployment is on its way.
 *
 * @param current the ReplicaSet of its template, if there is one already
 * @param old the others, oldest first
 */
record Rollout(ObjectNode deployment, Optional<ObjectNode> current, List<ObjectNode> old) {

    static Rollout of(ObjectNode deployment, List<ObjectNode> sets) {
        JsonNode template = Json.at(deployment, "spec", "template");
        Optional<ObjectNode> current =
                sets.stream().filter(set -> plain(set).equals(template)).findFirst();
        List<ObjectNode> old = new ArrayList<>(sets);
        current.ifPresent(old::remove);
        return new Rollout(deployment, current, old);
    }

    private static JsonNode plain(JsonNode set) {
        JsonNode template = Json.at(set, "spec", "template").deepCopy();
        if (Json.at(template, "metadata", "labels") instanceof ObjectNode labels) {
            labels.remove(Templates.HASH);
        }
        return template;
    }

    static int wanted(JsonNode set) {
        return Json.at(set, "spec", "replicas").asInt();
    }

    static int available(JsonNode set) {
        return Json.at(set, "status", "availableReplicas").asInt();
    }

    static int existing(JsonNode set) {
        return Json.at(set, "status", "replicas").asInt();
    }

    int replicas() {
        return wanted(deployment);
    }

    private List<ObjectNode> all() {
        List<ObjectNode> all = new ArrayList<>(old);
        current.ifPresent(all::add);
        return all;
    }

    private int unavailable() {
        JsonNode rolling = Json.at(deployment, "spec", "strategy", "rollingUpdate");
        int most = Templates.share(rolling.path("maxUnavailable"), replicas(), false);
        return most == 0 && surge() == 0 ? 1 : Math.min(most, replicas());
    }

    private int surge() {
        return Templates.share(Json.at(deployment, "spec", "strategy", "rollingUpdate", "maxSurge"), replicas(), true);
    }

    /** Returns how many pods more there may be. */
    int room() {
        int existing = all().stream().mapToInt(Rollout::wanted).sum();
        return Math.max(0, replicas() + surge() - existing);
    }

    /** Returns how many old pods may go, ready or not. */
    int removable() {
        int existing = all().stream().mapToInt(Rollout::wanted).sum();
        int notYet = current.map(set -> wanted(set) - available(set)).orElse(0);
        return existing - (replicas() - unavailable()) - notYet;
    }

    /** Returns how many old pods that are ready may go. */
    int removableHealthy() {
        int available = all().stream().mapToInt(Rollout::available).sum();
        return available - (replicas() - unavailable());
    }
}
