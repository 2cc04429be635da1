package com.datafly.signal.dr.aws.model;

import com.datafly.signal.dr.aws.model.Shape.Kind;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The model of RDS that AWS publishes with its SDKs, in the folder {@code shared/specs/aws} beside the project. It
 * describes a part of the actions.
 */
final class PublishedModel implements Model {

    private static final String MODEL = "rds-2014-10-31-service-2.subset.json";
    private static final String EXTRAS = "service-2.sdk-extras.json";

    private final JsonNode model;
    private final JsonNode extras;
    private final Map<String, Shape> shapes = new HashMap<>();

    private PublishedModel(JsonNode model, JsonNode extras) {
        this.model = model;
        this.extras = extras;
    }

    /** Returns the model if it lies where it is looked for. */
    static Optional<PublishedModel> find() {
        Path folder = Path.of(System.getProperty("signal-dr.project.root", "."), "..", "shared", "specs", "aws");
        if (!Files.isReadable(folder.resolve(MODEL))) {
            return Optional.empty();
        }
        ObjectMapper json = new ObjectMapper();
        try {
            return Optional.of(new PublishedModel(
                    json.readTree(folder.resolve(MODEL).toFile()),
                    json.readTree(folder.resolve(EXTRAS).toFile())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        model.path("operations").fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Override
    public Optional<Operation> operation(String name) {
        JsonNode operation = model.path("operations").path(name);
        if (operation.isMissingNode()) {
            return Optional.empty();
        }
        Map<String, Integer> errors = new LinkedHashMap<>();
        operation.path("errors").forEach(error -> addError(error.path("shape").asText(), errors));
        return Optional.of(new Operation(
                name,
                shape(operation.path("input").path("shape").asText()),
                Optional.of(operation.path("output").path("shape").asText())
                        .filter(output -> !output.isEmpty())
                        .map(this::shape),
                errors));
    }

    @Override
    public Map<String, Integer> errors() {
        Map<String, Integer> errors = new LinkedHashMap<>();
        model.path("shapes").fieldNames().forEachRemaining(name -> addError(name, errors));
        return errors;
    }

    private void addError(String shapeName, Map<String, Integer> errors) {
        JsonNode error = model.path("shapes").path(shapeName).path("error");
        if (!error.isMissingNode()) {
            errors.put(error.path("code").asText(), error.path("httpStatusCode").asInt());
        }
    }

    private synchronized Shape shape(String name) {
        Shape known = shapes.get(name);
        if (known == null) {
            known = read(name, model.path("shapes").path(name));
            shapes.put(name, known);
        }
        return known;
    }

    private Shape read(String name, JsonNode node) {
        return switch (node.path("type").asText()) {
            case "structure" -> structure(name, node);
            case "list" ->
                Shape.list(
                        node.path("member").path("locationName").asText("member"),
                        shape(node.path("member").path("shape").asText()));
            case "integer", "long" -> Shape.scalar(Kind.INTEGER, limits(node));
            case "double", "float" -> Shape.scalar(Kind.DECIMAL, limits(node));
            case "boolean" -> Shape.scalar(Kind.FLAG, limits(node));
            case "timestamp" -> Shape.scalar(Kind.TIME, limits(node));
            case "string" -> Shape.scalar(Kind.TEXT, limits(node));
            default -> throw new IllegalStateException("the model describes " + name + " as " + node.path("type"));
        };
    }

    private Shape structure(String name, JsonNode node) {
        Map<String, Shape> members = new LinkedHashMap<>();
        JsonNode more = extras.path("merge").path("shapes").path(name).path("members");
        for (JsonNode all : new JsonNode[] {node.path("members"), more}) {
            all.properties()
                    .forEach(member -> members.put(
                            member.getValue().path("locationName").asText(member.getKey()),
                            shape(member.getValue().path("shape").asText())));
        }
        Set<String> required = new LinkedHashSet<>();
        node.path("required").forEach(member -> required.add(member.asText()));
        return Shape.structure(members, required);
    }

    private static Limits limits(JsonNode node) {
        Set<String> words = new LinkedHashSet<>();
        node.path("enum").forEach(word -> words.add(word.asText()));
        return new Limits(
                words,
                Optional.of(node.path("pattern").asText())
                        .filter(text -> !text.isEmpty())
                        .map(Pattern::compile),
                node.path("min").asLong(Long.MIN_VALUE),
                node.path("max").asLong(Long.MAX_VALUE));
    }
}
