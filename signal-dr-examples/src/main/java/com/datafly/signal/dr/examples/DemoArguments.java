package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.RecoveryTier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the user typed behind {@code ./demo}. */
final class DemoArguments {

    static final String USAGE = """
            usage: ./demo [options]
              (no option)           back up, ruin, recover and verify a PostgreSQL of the demo's own; or go on with the
                                    recovery of a demo that died in it within the last day
              --postgres URL        back up a PostgreSQL of yours, restore the backup beside it, and verify the copy;
                                    there, only a temporary replication slot is made, for as long as the backup runs;
                                    URL is postgresql://user@host:port/database, the password comes from PGPASSWORD
              --programs DIRECTORY  PostgreSQL's programs for the copy, of the server's major version (default: looked for)
              --crash               kill this process (SIGKILL) in the middle of the recovery; the next ./demo finishes it
              --fresh               give up, and remove, what demos left behind that died; then begin anew
              --tier TIER           standard, enhanced (the default) or high_availability
              --report DIRECTORY    where the report goes (default: signal-dr-report)
              --keep                keep the recovered copy, its server and the repository, and say where they are
              --help                print this
            The exit code is 0 only for PASSED, 1 for FAILED, 2 for UNPROVEN, 3 for ERROR, 64 for a wrong option.
            """;

    private @Nullable PostgresUrl postgres;
    private @Nullable Path programs;
    private RecoveryTier tier = RecoveryTier.ENHANCED;
    private Path report = Path.of("signal-dr-report");
    private boolean crash;
    private boolean fresh;
    private boolean keep;
    private boolean help;

    private DemoArguments() {}

    /** Reads the options; an {@link IllegalArgumentException} says which one is wrong. */
    static DemoArguments parse(String... words) {
        DemoArguments arguments = new DemoArguments();
        Iterator<String> rest = List.of(words).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--postgres" -> arguments.postgres = PostgresUrl.parse(value(option, rest));
                case "--programs" -> arguments.programs = Path.of(value(option, rest));
                case "--crash" -> arguments.crash = true;
                case "--fresh" -> arguments.fresh = true;
                case "--tier" -> arguments.tier = tier(value(option, rest));
                case "--report" -> arguments.report = Path.of(value(option, rest));
                case "--keep" -> arguments.keep = true;
                case "--help", "-h" -> arguments.help = true;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (arguments.crash && arguments.postgres != null) {
            throw new IllegalArgumentException("--crash is for the demo's own database, not for --postgres");
        }
        return arguments;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static RecoveryTier tier(String text) {
        return Arrays.stream(RecoveryTier.values())
                .filter(tier -> tier.name().equals(text.toUpperCase(Locale.ROOT).replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--tier is " + text + "; use standard, enhanced or high_availability"));
    }

    Optional<PostgresUrl> postgres() {
        return Optional.ofNullable(postgres);
    }

    Optional<Path> programs() {
        return Optional.ofNullable(programs);
    }

    RecoveryTier tier() {
        return tier;
    }

    Path report() {
        return report;
    }

    boolean crash() {
        return crash;
    }

    boolean fresh() {
        return fresh;
    }

    boolean keep() {
        return keep;
    }

    boolean help() {
        return help;
    }
}
