package com.datafly.signal.dr.k8s.internal.helm;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.spi.DriverContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where Helm deploys to.
 *
 * @param address the platform's address
 * @param kubeconfig the file; empty for the one that Helm finds, by the rules by which the platform's driver does
 * @param context the context in it; empty for the current one
 * @param command the program
 */
public record HelmTarget(ResourceAddress address, Optional<Path> kubeconfig, Optional<String> context, String command) {

    private static final String PREFIX = "releases-";
    private static final String COMMAND = PREFIX + "command";
    private static final Set<String> OPTIONS = Set.of(PREFIX + "by", COMMAND);

    /**
     * Reads the options.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for one that begins with {@code releases-} and nobody reads
     */
    public static HelmTarget of(ResourceAddress address, DriverContext context) {
        context.optionNames().stream()
                .filter(name -> name.startsWith(PREFIX) && !OPTIONS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw DrException.create(
                            ErrorCode.INVALID_ARGUMENT,
                            "deploy releases on " + address,
                            "option '" + name + "' is unknown",
                            failure -> failure.hint("Use one of " + String.join(", ", OPTIONS) + "."));
                });
        return new HelmTarget(
                address,
                context.option("kubeconfig").map(Path::of),
                context.option("context"),
                context.option(COMMAND).orElse("helm"));
    }

    /** Returns the namespace. */
    public String namespace() {
        return address.location();
    }
}
