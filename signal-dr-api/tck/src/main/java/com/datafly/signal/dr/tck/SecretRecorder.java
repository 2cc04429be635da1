package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Plants secrets that nobody else has, and searches whatever a test can lay hands on for them: as they are,
 * URL-encoded, in base64 at any offset, in hexadecimal, and backwards.
 *
 * <p>A failure names the secret and the place, never the value. Not thread-safe, except for what
 * {@linkplain #captureOutput() is captured}.
 *
 * @since 0.1
 */
public final class SecretRecorder {

    private final Map<String, List<String>> forms = new LinkedHashMap<>();
    private final List<String> leaks = new ArrayList<>();

    private SecretRecorder() {}

    /** Creates a recorder that knows no secret. */
    public static SecretRecorder create() {
        return new SecretRecorder();
    }

    /** Makes a secret whose value is unmistakable: it looks the same nowhere else, and changes when it is encoded. */
    public Secret plant(String name) {
        String value = SecretForms.nonce();
        watch(name, value);
        return Secret.of(value);
    }

    /** Searches for a secret of the test's own from now on. */
    public void watch(String name, String value) {
        forms.put(name, SecretForms.of(value));
    }

    /** Searches a text. {@code place} names it in the report. */
    public void search(String place, String text) {
        forms.forEach((name, values) -> {
            if (values.stream().anyMatch(text::contains)) {
                leaks.add("secret '" + name + "' in " + place);
            }
        });
    }

    /** Searches bytes. */
    public void search(String place, byte[] bytes) {
        search(place, new String(bytes, ISO_8859_1));
    }

    /** Searches a failure: its messages, details and causes, and what they suppress. */
    public void search(String place, Throwable failure) {
        search(place, failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** Searches a file, or all files below a directory, and their names. */
    public void search(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.toList()) {
                search("the name of " + file.getParent() + "/...", String.valueOf(file.getFileName()));
                if (Files.isRegularFile(file)) {
                    search("file " + file, Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins to record what is printed, which includes the log of SLF4J's simple logger; closing searches it. */
    public CapturedOutput captureOutput() {
        return CapturedOutput.begin(text -> search("the output", text));
    }

    /**
     * Ends the search.
     *
     * @throws AssertionError if a secret was found anywhere, naming all places
     */
    public void assertNotLeaked() {
        if (forms.isEmpty()) {
            throw new AssertionError("no secret was planted, so nothing was proven");
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError("leaked: " + String.join("; ", leaks));
        }
    }

    private void search(String place, Throwable failure, Set<Throwable> seen) {
        if (!seen.add(failure)) {
            return;
        }
        search(place + ", " + failure.getClass().getName(), String.valueOf(failure.getMessage()));
        search(place + ", " + failure.getClass().getName(), failure.toString());
        if (failure instanceof DrException reported) {
            search(place + ", details", reported.details().toString());
            search(place + ", request id", reported.requestId().orElse(""));
            search(place + ", resource", reported.resource().orElse(""));
        }
        if (failure.getCause() != null) {
            search(place, failure.getCause(), seen);
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            search(place, suppressed, seen);
        }
    }
}
