package com.datafly.signal.dr.kafka.internal.mirror;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.kafka.ConnectCluster;
import com.datafly.signal.dr.spi.DriverContext;
import java.util.Optional;
import java.util.Set;

/**
 * What the options of a standby's address say of how topics come there.
 *
 * @param naming how topics are named
 * @param syncsAtTarget whether pairs of offsets are kept at the target
 * @param connect whom to ask what the tasks do
 */
public record MirrorOptions(MirrorNaming naming, boolean syncsAtTarget, Optional<ConnectCluster> connect) {

    /** The names of all options, for who refuses those that nobody reads. */
    public static final Set<String> NAMES = Set.of(
            "replication.source",
            "replication.policy",
            "replication.separator",
            "replication.internal-separator",
            "replication.syncs",
            "replication.connect",
            "replication.connect-user");

    /** The name of the secret that goes with {@code replication.connect-user}. */
    public static final String PASSWORD = "replication.connect-password";

    private static final String OPENING = "read the options of replication";

    /**
     * Reads the options; empty if they name no source.
     *
     * @throws DrException with {@code INVALID_ARGUMENT} for one that cannot be used, or that needs another
     */
    public static Optional<MirrorOptions> read(DriverContext context) {
        Optional<String> source = context.option("replication.source");
        if (source.isEmpty()) {
            context.optionNames().stream()
                    .filter(NAMES::contains)
                    .sorted()
                    .findFirst()
                    .ifPresent(name -> {
                        throw invalid(
                                "option '" + name + "' is set without replication.source",
                                "Set replication.source to the source's alias in MirrorMaker's configuration.");
                    });
            return Optional.empty();
        }
        if (!source.get().matches("[a-zA-Z0-9._-]+")) {
            throw invalid(
                    "option replication.source is '" + source.get() + "'",
                    "Write the source's alias as MirrorMaker's configuration has it, as in primary.");
        }
        MirrorNaming naming = MirrorNaming.of(
                source.get(),
                context.option("replication.policy").orElse("default"),
                MirrorNaming.settings(
                        context.option("replication.separator"),
                        choice(context, "replication.internal-separator", "true", "false")));
        return Optional.of(
                new MirrorOptions(naming, choice(context, "replication.syncs", "target", "source"), connect(context)));
    }

    private static Optional<ConnectCluster> connect(DriverContext context) {
        Optional<String> user = context.option("replication.connect-user");
        if (user.isPresent() && context.option("replication.connect").isEmpty()) {
            throw invalid(
                    "option replication.connect-user is set without replication.connect",
                    "Set replication.connect to the address of Kafka Connect, as in http://connect:8083.");
        }
        return context.option("replication.connect")
                .map(address -> ConnectCluster.create(
                        address,
                        connect -> user.ifPresent(name -> connect.basic(
                                name,
                                context.secret(PASSWORD)
                                        .orElseThrow(() -> invalid(
                                                "option replication.connect-user is set without its secret",
                                                "Give the secret " + PASSWORD + "."))))));
    }

    private static boolean choice(DriverContext context, String name, String first, String second) {
        String value = context.option(name).orElse(first);
        if (!value.equals(first) && !value.equals(second)) {
            throw invalid("option " + name + " is '" + value + "'", "Write " + first + " or " + second + ".");
        }
        return value.equals(first);
    }

    private static DrException invalid(String problem, String hint) {
        return DrException.create(ErrorCode.INVALID_ARGUMENT, OPENING, problem, failure -> failure.hint(hint));
    }
}
