package com.datafly.signal.dr.kafka.testing;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link MirrorMakerProcess} or {@link ConnectWorker}.
 *
 * <p>By default: 256 MB of heap, a new directory among the system's temporary files, 90 s to get ready. This class is
 * not thread-safe.
 *
 * @since 0.1
 */
public final class ProcessOptions {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private @Nullable Path directory;
    private Duration patience = Duration.ofSeconds(90);

    ProcessOptions() {}

    /** Sets where the process gets its own directory, which is deleted when it is closed. */
    public ProcessOptions directory(Path parent) {
        this.directory = requireNonNull(parent, "parent");
        return this;
    }

    /** Sets one of the program's settings; it overrides what was given before. */
    public ProcessOptions option(String key, String value) {
        settings.put(requireNonNull(key, "key"), requireNonNull(value, "value"));
        return this;
    }

    /** Adds an option of the JVM, as in {@code -Dkey=value}; the last one counts. */
    public ProcessOptions jvmOption(String option) {
        jvmOptions.add(requireNonNull(option, "option"));
        return this;
    }

    /** Sets the size of the heap. A small one lets tasks die while the process goes on. */
    public ProcessOptions heapMegabytes(int megabytes) {
        return jvmOption("-Xmx" + megabytes + "m");
    }

    /** Sets how long a start may take. */
    public ProcessOptions patience(Duration patience) {
        this.patience = requireNonNull(patience, "patience");
        return this;
    }

    Map<String, String> settings() {
        return settings;
    }

    List<String> jvmOptions() {
        return jvmOptions;
    }

    Optional<Path> directory() {
        return Optional.ofNullable(directory);
    }

    Duration patience() {
        return patience;
    }
}
