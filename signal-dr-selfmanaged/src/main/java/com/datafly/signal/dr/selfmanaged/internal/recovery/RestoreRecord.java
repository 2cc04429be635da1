package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.selfmanaged.internal.server.DurableFile;
import com.datafly.signal.dr.selfmanaged.internal.server.Failures;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a restore apart from the process that does it: a small file beside the data directory, replaced
 * atomically and durably as the restore goes on. Immutable.
 *
 * @param key the key of the work
 * @param name the name of the new database
 * @param dataDirectory its data directory
 * @param target the recovery target, as text
 * @param status how far the work is
 * @param phase the phase that was begun last
 * @param startedAt when the work was begun
 * @param facts what is known by now: {@code backup}, {@code timeline}, {@code expectedEnd}, {@code reachedLsn},
 *     {@code failure} with {@code failureCode}, {@code failureEffect}, {@code failureHint}, and others
 */
public record RestoreRecord(
        OperationKey key,
        String name,
        Path dataDirectory,
        String target,
        Status status,
        RecoveryPhase phase,
        Instant startedAt,
        Map<String, String> facts) {

    private static final String SUFFIX = ".signal-dr-restore.json";
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How far a restore is. */
    public enum Status {
        /** Begun and not ended: it runs if {@link RestoreLock#isHeld} says so, else its process died. */
        STARTED,
        /** Ended well: the data directory is a proven copy. */
        FINISHED,
        /** Ended in a failure, which is among the facts. */
        FAILED
    }

    /** Refuses null and copies the facts. */
    public RestoreRecord {
        requireNonNull(key, "key");
        requireNonNull(name, "name");
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        requireNonNull(target, "target");
        requireNonNull(status, "status");
        requireNonNull(phase, "phase");
        requireNonNull(startedAt, "startedAt");
        facts = Map.copyOf(facts);
    }

    /** Returns the place of the record of a data directory. */
    public static Path file(Path dataDirectory) {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        return directory.resolveSibling(directory.getFileName() + SUFFIX);
    }

    /**
     * Reads the record of a data directory; empty if there is none.
     *
     * @throws DrException with {@code INTEGRITY_FAILED} if it cannot be understood
     */
    public static Optional<RestoreRecord> read(Path dataDirectory) {
        return readFile(file(dataDirectory));
    }

    /** Reads the records of all restores whose data directories are in {@code parent}; none if it does not exist. */
    public static List<RestoreRecord> list(Path parent) {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(parent)) {
            try (var found = Files.newDirectoryStream(parent, "*" + SUFFIX)) {
                found.forEach(files::add);
            } catch (IOException e) {
                throw Failures.io("list the restores in " + parent, e);
            }
        }
        return files.stream().sorted().flatMap(file -> readFile(file).stream()).toList();
    }

    /** Writes this record, atomically and durably, over the one before. */
    public void write() {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", FORMAT);
        json.put("operationKey", key.value());
        json.put("name", name);
        json.put("dataDirectory", dataDirectory.toString());
        json.put("target", target);
        json.put("status", status.name());
        json.put("phase", phase.name());
        json.put("startedAt", startedAt.toString());
        ObjectNode more = json.putObject("facts");
        facts.forEach(more::put);
        Failures.attempt(
                "write " + file(dataDirectory),
                () -> DurableFile.write(
                        file(dataDirectory),
                        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json)));
    }

    /** Removes the record of a data directory. */
    public static void delete(Path dataDirectory) {
        Failures.attempt("delete " + file(dataDirectory), () -> Files.deleteIfExists(file(dataDirectory)));
    }

    /** Returns the record of the same work in another phase. */
    public RestoreRecord in(RecoveryPhase next) {
        return new RestoreRecord(key, name, dataDirectory, target, status, next, startedAt, facts);
    }

    /** Returns the record of the same work with another status. */
    public RestoreRecord as(Status next) {
        return new RestoreRecord(key, name, dataDirectory, target, next, phase, startedAt, facts);
    }

    /** Returns the record with a further fact. */
    public RestoreRecord with(String fact, Object value) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(fact, String.valueOf(value));
        return new RestoreRecord(key, name, dataDirectory, target, status, phase, startedAt, more);
    }

    private static Optional<RestoreRecord> readFile(Path file) {
        try {
            return Optional.of(parse(JSON.readTree(Files.readAllBytes(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw damaged(file, e);
        } catch (IOException e) {
            throw Failures.io("read " + file, e);
        }
    }

    private static RestoreRecord parse(JsonNode json) {
        if (json.path("format").asInt() != FORMAT) {
            throw new IllegalArgumentException("format is " + json.path("format"));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        json.path("facts")
                .properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
        return new RestoreRecord(
                new OperationKey(json.path("operationKey").asText()),
                json.path("name").asText(),
                Path.of(json.path("dataDirectory").asText()),
                json.path("target").asText(),
                Status.valueOf(json.path("status").asText()),
                RecoveryPhase.valueOf(json.path("phase").asText()),
                Instant.parse(json.path("startedAt").asText()),
                facts);
    }

    private static DrException damaged(Path file, Exception cause) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "read " + file,
                "it is no record of a restore: " + cause.getMessage(),
                failure -> failure.hint("Look at the data directory beside it, then remove both.")
                        .cause(cause));
    }
}
