package com.datafly.signal.dr.platform;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a chart comes from. Prints and compares by what it says, and holds no credential: those of a registry are the
 * deploying software's own affair.
 *
 * @since 0.1
 */
public final class ChartSource {

    private final String reference;
    private final @Nullable String repository;
    private final @Nullable String version;

    private ChartSource(String reference, @Nullable String repository, @Nullable String version) {
        this.reference = requireText(reference, "reference");
        this.repository = repository;
        this.version = version;
    }

    /** A chart's folder or archive on this machine. */
    public static ChartSource path(Path chart) {
        return new ChartSource(chart.toAbsolutePath().normalize().toString(), null, null);
    }

    /**
     * A chart of a repository, as in {@code of("https://charts.example", "datafly", "1.4.2")}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if a part is blank or begins with a hyphen
     */
    public static ChartSource repository(String url, String chart, String version) {
        return new ChartSource(chart, requireText(url, "repository"), requireText(version, "version"));
    }

    /**
     * A chart of a registry, as in {@code registry("oci://registry.example/charts/datafly", "1.4.2")}.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} if the address does not begin with {@code oci://}
     */
    public static ChartSource registry(String address, String version) {
        if (!address.startsWith("oci://")) {
            throw invalid("the registry's address is '" + address + "'", "Write it as oci://HOST/PATH/CHART.");
        }
        return new ChartSource(address, null, requireText(version, "version"));
    }

    /** Returns the path, the name in the repository, or the registry's address. */
    public String reference() {
        return reference;
    }

    /** Returns the repository's URL, if it is in one. */
    public Optional<String> repository() {
        return Optional.ofNullable(repository);
    }

    /** Returns the version to take. */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChartSource source && toString().equals(source.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return reference
                + version().map(text -> " " + text).orElse("")
                + repository().map(url -> " of " + url).orElse("");
    }

    /** What begins with a hyphen would be read as an option. */
    private static String requireText(String text, String field) {
        if (requireNonNull(text, field).isBlank() || text.startsWith("-")) {
            throw invalid("the " + field + " is '" + text + "'", "Say where the chart is.");
        }
        return text;
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, "name a chart", problem, failure -> failure.hint(hint));
    }
}
