package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.report.ReportFormat;
import com.datafly.signal.dr.report.Reports;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.verify.Grade;
import com.datafly.signal.dr.verify.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/** Runs a recovery drill and says what came of it. */
public final class Demo {

    private static final int USAGE = 64;

    private Demo() {}

    /** Runs the drill that the arguments ask for, and exits with 0 only if it PASSED. */
    public static void main(String[] args) {
        System.exit(run(Console.system(), WorkDirectory.usualPlace(), args));
    }

    /**
     * Runs the drill.
     *
     * @param place where work directories are made, and looked for
     */
    static int run(Console console, Path place, String... args) {
        try {
            DemoArguments arguments = DemoArguments.parse(args);
            if (arguments.help()) {
                console.line(DemoArguments.USAGE);
                return 0;
            }
            Files.createDirectories(arguments.report());
            Report report = drill(arguments, console, place);
            Reports.writeAll(report, arguments.report());
            print(console, report, arguments.report().resolve(ReportFormat.HTML.fileName()));
            return exitCode(report.verdict());
        } catch (IllegalArgumentException e) {
            console.line("demo: " + e.getMessage());
            console.line(DemoArguments.USAGE);
            return USAGE;
        } catch (DrException e) {
            console.line("ERROR  " + e.getMessage());
            console.line("       effect: " + e.effect());
            return exitCode(Verdict.ERROR);
        } catch (SQLException | IOException | UncheckedIOException e) {
            console.line("ERROR  " + e);
            return exitCode(Verdict.ERROR);
        }
    }

    private static Report drill(DemoArguments arguments, Console console, Path place) throws SQLException {
        if (arguments.postgres().isEmpty()) {
            return new EmbeddedDrill(arguments, console, place).run();
        }
        Leftovers leftovers = Leftovers.find(console, place);
        if (arguments.fresh()) {
            leftovers.remove(PostgresInstallation.embedded());
        } else {
            leftovers.mention();
        }
        return new ConnectedDrill(arguments, arguments.postgres().get(), console).run(place);
    }

    private static void print(Console console, Report report, Path page) {
        console.line("");
        console.line(report.verdict() + "  " + report.summary());
        console.line("  RPO  "
                + report.recoveryPoint()
                        .map(Demo::words)
                        .orElse(
                                report.run().isPresent()
                                        ? "not measured"
                                        : "not measured, for nothing was written to the database"));
        console.line("  RTO  " + report.recoveryTime().map(Demo::words).orElse("not measured"));
        long passed = report.checks().stream()
                .filter(check -> check.verdict() == Verdict.PASSED)
                .count();
        console.line("  checks  " + passed + " of " + report.checks().size() + " passed");
        report.checks().stream()
                .filter(check -> check.verdict() != Verdict.PASSED)
                .forEach(
                        check -> console.line("    " + check.verdict() + "  " + check.name() + ": " + check.summary()));
        report.warnings().forEach(warning -> console.line("  warning: " + warning));
        console.line("  report  " + page.toAbsolutePath());
    }

    private static String words(Grade grade) {
        String achieved = grade.achieved().map(Demo::seconds).orElse("unknown");
        String errorBar = grade.errorBar().isZero() ? "" : " ± " + seconds(grade.errorBar());
        return achieved + errorBar + " of " + seconds(grade.objective()) + ": " + grade.verdict() + " ("
                + grade.summary() + ")";
    }

    private static String seconds(Duration duration) {
        return duration.toMinutes() >= 10
                ? duration.toMinutes() + " min"
                : String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
    }

    private static int exitCode(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> 0;
            case FAILED -> 1;
            case UNPROVEN -> 2;
            case ERROR -> 3;
        };
    }
}
