package com.datafly.signal.dr.internal.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.internal.file.FileErrors;
import com.datafly.signal.dr.internal.file.Uninterrupted;
import com.datafly.signal.dr.playbook.step.TerraformFingerprint;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Reads what {@code terraform show -json} prints of a plan, which has sensitive values in clear, as hashes. */
final class Fingerprints {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final UnaryOperator<String> mask;

    private Fingerprints(UnaryOperator<String> mask) {
        this.mask = mask;
    }

    /** Reads them by address; what {@code mask} would change holds a secret and is left out. */
    static Map<String, TerraformFingerprint> read(String operation, Path file, UnaryOperator<String> mask) {
        JsonNode plan;
        try {
            plan = JSON.readTree(Uninterrupted.call(() -> Files.readString(file)));
        } catch (IOException e) {
            // What the parser says quotes what it read.
            throw FileErrors.withoutEffect(operation, new IOException("the saved plan cannot be read as JSON"));
        }
        Fingerprints reading = new Fingerprints(mask);
        Map<String, TerraformFingerprint> all = new TreeMap<>();
        for (JsonNode resource : plan.path("resource_changes")) {
            // What is left of a replaced one has the address of the one in its place.
            if (!resource.has("deposed")) {
                String address = resource.path("address").asText();
                JsonNode change = resource.path("change");
                all.put(
                        address,
                        new TerraformFingerprint(
                                reading.hashes(address, change, "before"), reading.hashes(address, change, "after")));
            }
        }
        return all;
    }

    private Map<String, String> hashes(String address, JsonNode change, String side) {
        Map<String, String> hashes = new TreeMap<>();
        change.path(side).properties().forEach(attribute -> {
            String name = attribute.getKey();
            String text = attribute.getValue().toString();
            boolean told = isFalse(change.path(side + "_unknown"), name)
                    && isFalse(change.path(side + "_sensitive"), name)
                    && mask.apply(text).equals(text);
            if (told) {
                hashes.put(name, sha256(address + " " + name + " " + text));
            }
        });
        return hashes;
    }

    /** Terraform marks what it means by {@code true}, at any depth. */
    private static boolean isFalse(JsonNode marks, String attribute) {
        JsonNode mark = marks.isBoolean() ? marks : marks.path(attribute);
        return !mark.toString().contains("true");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
