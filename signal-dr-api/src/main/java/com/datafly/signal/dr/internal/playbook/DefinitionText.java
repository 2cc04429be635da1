package com.datafly.signal.dr.internal.playbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.playbook.ApprovalGate;
import com.datafly.signal.dr.playbook.Guard;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Step;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A playbook as data: all that makes it this one and not another. */
public final class DefinitionText {

    private static final long FORMAT = 1;

    private DefinitionText() {}

    /** Returns the definition as canonical JSON. */
    public static String json(Playbook playbook) {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("format", FORMAT);
        root.put("name", playbook.name());
        root.put("version", playbook.version().orElse(null));
        root.put(
                "objectives",
                playbook.objectives()
                        .map(objectives -> Map.of(
                                "rpo", objectives.rpo().toString(),
                                "rto", objectives.rto().toString()))
                        .orElse(null));
        root.put("protects", sorted(playbook.protects()));
        root.put("loses", sorted(playbook.loses()));
        Map<String, @Nullable Object> caps = new TreeMap<>();
        playbook.concurrency().forEach((provider, max) -> caps.put(provider, max.longValue()));
        root.put("concurrency", caps);
        root.put("onFailure", playbook.onFailure().name());
        root.put("pausesAtDeadline", playbook.pausesAtDeadline());
        root.put("steps", playbook.steps().stream().map(DefinitionText::step).toList());
        return CanonicalJson.print(root);
    }

    /** Returns the SHA-256 of a text in hexadecimal. */
    public static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Map<String, @Nullable Object> step(Step step) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", step.id());
        fields.put("title", step.title());
        fields.put("kind", step.kind().name());
        fields.put("scope", step.scope().name());
        fields.put("after", sorted(step.after()));
        fields.put("join", step.join().name());
        fields.put("timeout", step.timeout().toString());
        fields.put("provider", step.provider().orElse(null));
        fields.put("prechecks", guards(step.prechecks()));
        fields.put("guards", guards(step.guards()));
        fields.put("postconditions", guards(step.postconditions()));
        fields.put("approval", step.approval().map(DefinitionText::gate).orElse(null));
        fields.put("action", step.action().name());
        fields.put("actionVersion", (long) step.action().version());
        fields.put("input", Values.plain(step.input()));
        return fields;
    }

    private static List<Map<String, Object>> guards(List<Guard> guards) {
        return guards.stream()
                .map(guard -> Map.<String, Object>of(
                        "name", guard.name(),
                        "kind", guard.kind().name(),
                        "parameters", guard.parameters()))
                .toList();
    }

    private static Map<String, Object> gate(ApprovalGate gate) {
        return Map.of(
                "quorum", (long) gate.quorum(),
                "principals", sorted(gate.principals()),
                "initiatorExcluded", gate.initiatorExcluded(),
                "validFor", gate.validFor().toString());
    }

    private static List<String> sorted(Collection<?> values) {
        return values.stream().map(String::valueOf).sorted().toList();
    }
}
