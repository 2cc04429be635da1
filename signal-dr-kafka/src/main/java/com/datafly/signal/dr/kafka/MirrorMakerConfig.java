package com.datafly.signal.dr.kafka;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.kafka.internal.config.PropertyLine;
import com.datafly.signal.dr.kafka.internal.config.PropertyText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * MirrorMaker's configuration, {@code mm2.properties}. Comments and order stay through any change, and values are what
 * MirrorMaker loads: a single backslash in the file is gone. {@link MirrorMakerLint} says what is wrong with one.
 * Immutable.
 *
 * @since 0.1
 */
public final class MirrorMakerConfig {

    private static final String READING = "read MirrorMaker's configuration";

    private final List<PropertyLine> lines;

    private MirrorMakerConfig(List<PropertyLine> lines) {
        this.lines = List.copyOf(lines);
    }

    /**
     * Reads a file's text.
     *
     * @throws DrException with {@code INVALID_ARGUMENT}, naming the line, if MirrorMaker could not load it
     */
    public static MirrorMakerConfig parse(String text) {
        return new MirrorMakerConfig(PropertyText.parse(requireNonNull(text, "text")));
    }

    /**
     * Reads a file, in ISO 8859-1 as MirrorMaker does.
     *
     * @throws DrException with {@code NOT_FOUND} or {@code UNAVAILABLE} if it cannot be read; else as {@link #parse}
     */
    public static MirrorMakerConfig read(Path file) {
        try {
            return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw DrException.create(
                    Files.notExists(file) ? ErrorCode.NOT_FOUND : ErrorCode.UNAVAILABLE,
                    READING,
                    file + " cannot be read: " + e,
                    failure -> failure.cause(e));
        }
    }

    /**
     * Makes a configuration of one flow that loses nothing that MirrorMaker can keep, with the reasons as comments.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the clusters' addresses or the topics are missing
     */
    public static MirrorMakerConfig generate(MirrorFlow flow, Consumer<MirrorMakerPlan> more) {
        MirrorMakerPlan plan = new MirrorMakerPlan(flow);
        more.accept(plan);
        return parse(plan.text());
    }

    /** Returns the file's text, in ASCII where this library wrote it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }

    /** Returns what MirrorMaker loads, in the file's order; of a key that stands twice, the last. */
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (PropertyLine line : lines) {
            if (line.key() != null && line.value() != null) {
                properties.put(line.key(), line.value());
            }
        }
        return Collections.unmodifiableMap(properties);
    }

    /** Returns a value as MirrorMaker loads it. */
    public Optional<String> get(String key) {
        return last(key).map(PropertyLine::value);
    }

    /** Returns the value that holds for a flow: the flow's own, else the one for all. */
    public Optional<String> get(MirrorFlow flow, String key) {
        return get(flow + "." + key).or(() -> get(key));
    }

    /** Returns the number of the line that sets a key, from 1. */
    public OptionalInt line(String key) {
        return last(key).map(line -> OptionalInt.of(line.number())).orElseGet(OptionalInt::empty);
    }

    /** Returns the lines, for who looks at what loading hides. */
    List<PropertyLine> lines() {
        return lines;
    }

    /** Returns this with another value, in the key's place if it has one, else at the end. */
    public MirrorMakerConfig with(String key, String value) {
        String entry = PropertyText.entry(requireNonNull(key, "key"), requireNonNull(value, "value"));
        StringBuilder text = new StringBuilder();
        PropertyLine place = last(key).orElse(null);
        for (PropertyLine line : lines) {
            text.append(line.equals(place) ? entry : line.text()).append('\n');
        }
        if (place == null) {
            text.append(entry).append('\n');
        }
        return parse(text.toString());
    }

    /** Returns this without a key. */
    public MirrorMakerConfig without(String key) {
        StringBuilder text = new StringBuilder();
        lines.stream()
                .filter(line -> !line.sets(key))
                .forEach(line -> text.append(line.text()).append('\n'));
        return parse(text.toString());
    }

    /** Returns the aliases of the clusters. */
    public List<String> clusters() {
        return items(get("clusters").orElse(""));
    }

    /** Returns the flows that are switched on. */
    public List<MirrorFlow> flows() {
        List<MirrorFlow> flows = new ArrayList<>();
        for (String source : clusters()) {
            for (String target : clusters()) {
                MirrorFlow flow = new MirrorFlow(source, target);
                if (!source.equals(target)
                        && get(flow + ".enabled")
                                .map(String::strip)
                                .filter("true"::equalsIgnoreCase)
                                .isPresent()) {
                    flows.add(flow);
                }
            }
        }
        return flows;
    }

    /** Splits a list as MirrorMaker does. */
    static List<String> items(String list) {
        return Arrays.stream(list.strip().split("\\s*,\\s*", -1))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private Optional<PropertyLine> last(String key) {
        return lines.stream().filter(line -> line.sets(key)).reduce((earlier, later) -> later);
    }

    /** Returns the flows, no values: they may hold passwords. */
    @Override
    public String toString() {
        return "MirrorMaker " + flows();
    }
}
