package com.datafly.signal.dr.tck;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The jars of third parties that a provider brings besides those of {@code signal-dr-api}, by name without version, and
 * their sizes in kilobytes: to hold a provider's documentation to what applications really get.
 *
 * @param kilobytes the sizes by name
 * @since 0.1
 */
public record BroughtJars(Map<String, Long> kilobytes) {

    private static final Set<String> OF_THE_API = Set.of(
            "cron-utils",
            "jackson-annotations",
            "jackson-core",
            "jackson-databind",
            "jspecify",
            "resilience4j-circuitbreaker",
            "resilience4j-core",
            "resilience4j-ratelimiter",
            "resilience4j-retry",
            "slf4j-api");

    private static final Pattern VERSION = Pattern.compile("-\\d[\\w.-]*\\.jar$");
    private static final Pattern BLOCK =
            Pattern.compile("<!-- class-path -->\\s*```text\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile("([a-z][\\w-]*) (\\d+)");
    private static final double KILOBYTE = 1000;

    /** Takes a copy. */
    public BroughtJars {
        kilobytes = Collections.unmodifiableMap(new TreeMap<>(kilobytes));
    }

    /**
     * Reads a class path from a file, as Maven's {@code dependency:build-classpath} writes it.
     *
     * <p>A second version of a jar has the name of the first with its own major version behind it.
     *
     * @throws IllegalArgumentException if a jar of {@code signal-dr-api} is not in it
     */
    public static BroughtJars of(Path classPath) throws IOException {
        Map<String, Long> found = new TreeMap<>();
        for (Path jar : jars(classPath)) {
            String file = jar.getFileName().toString();
            String name = VERSION.matcher(file).replaceFirst("");
            if (Files.isRegularFile(jar) && !name.startsWith("signal-dr-")) {
                boolean second = found.containsKey(name);
                found.put(second ? name + "-" + major(file, name) : name, Math.round(Files.size(jar) / KILOBYTE));
            }
        }
        if (!found.keySet().containsAll(OF_THE_API)) {
            throw new IllegalArgumentException("the class path lacks jars of signal-dr-api: " + found.keySet());
        }
        found.keySet().removeAll(OF_THE_API);
        return new BroughtJars(found);
    }

    /** Returns the jars by their files' names, so that of two versions of one the older comes first. */
    private static List<Path> jars(Path classPath) throws IOException {
        return Arrays.stream(Files.readString(classPath).strip().split(File.pathSeparator, -1))
                .map(Path::of)
                .sorted(Comparator.comparing(jar -> jar.getFileName().toString()))
                .toList();
    }

    private static String major(String file, String name) {
        String version = file.substring(name.length() + 1);
        return version.substring(0, version.indexOf('.'));
    }

    /** Reads what a page says behind the comment {@code class-path}, in a block of text: names and sizes. */
    public static BroughtJars documented(Path page) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(page));
        if (!block.find()) {
            throw new IllegalArgumentException(page + " has no block of text behind a comment class-path");
        }
        return new BroughtJars(ENTRY.matcher(block.group(1))
                .results()
                .collect(Collectors.toMap(entry -> entry.group(1), entry -> Long.valueOf(entry.group(2)))));
    }

    /** Says how many there are, and their size in all, as in {@code 5 jars of third parties, 12 MB}. */
    public String summary() {
        long megabytes = Math.round(
                kilobytes.values().stream().mapToLong(Long::longValue).sum() / KILOBYTE);
        return String.format(Locale.ROOT, "%d jars of third parties, %d MB", kilobytes.size(), megabytes);
    }
}
