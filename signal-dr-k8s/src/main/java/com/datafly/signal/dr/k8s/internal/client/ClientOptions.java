package com.datafly.signal.dr.k8s.internal.client;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.spi.DriverContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which cluster is asked, and how patiently.
 *
 * @param context the context of the kubeconfig; empty for the current one
 * @param kubeconfig the file; empty for the one that {@code kubectl} would take, or the pod's own service account
 * @param requestTimeout how long one request may take
 */
public record ClientOptions(Optional<String> context, Optional<Path> kubeconfig, Duration requestTimeout) {

    /** How long one request may take unless told. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    static final String OPENING = "open a Kubernetes cluster";

    private static final int SHORTEST_MILLIS = 100;
    private static final int LONGEST_MILLIS = 300_000;
    private static final Pattern MILLIS = Pattern.compile("\\d{1,9}");
    private static final Set<String> NAMES = new TreeSet<>(Set.of("context", "kubeconfig", "request.timeout.ms"));

    /** Refuses a time that no request can be done in. */
    public ClientOptions {
        if (requestTimeout.toMillis() < SHORTEST_MILLIS || requestTimeout.toMillis() > LONGEST_MILLIS) {
            throw invalid(
                    "option request.timeout.ms is " + requestTimeout.toMillis(),
                    "Use milliseconds from " + SHORTEST_MILLIS + " to " + LONGEST_MILLIS + ".");
        }
    }

    /** Leads where {@code kubectl} would go: the current context, or the cluster that this process runs in. */
    public static ClientOptions defaults() {
        return new ClientOptions(Optional.empty(), Optional.empty(), DEFAULT_TIMEOUT);
    }

    /**
     * Checks all options.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for one that nobody reads, and one of another form
     */
    public static ClientOptions read(DriverContext context) {
        for (String name : context.optionNames()) {
            if (!NAMES.contains(name)) {
                throw invalid("option '" + name + "' is unknown", "Use one of " + String.join(", ", NAMES) + ".");
            }
        }
        return new ClientOptions(
                context.option("context"), context.option("kubeconfig").map(Path::of), timeout(context));
    }

    private static Duration timeout(DriverContext context) {
        String text = context.option("request.timeout.ms").orElse(Long.toString(DEFAULT_TIMEOUT.toMillis()));
        if (!MILLIS.matcher(text).matches()) {
            throw invalid("option request.timeout.ms is '" + text + "'", "Use a number of milliseconds.");
        }
        return Duration.ofMillis(Long.parseLong(text));
    }

    /** Returns the same with another time for one request, as for leases: less than the time that they hold. */
    public ClientOptions within(Duration timeout) {
        return new ClientOptions(context, kubeconfig, timeout);
    }

    static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, OPENING, problem, failure -> failure.hint(hint));
    }
}
