package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.playbook.RunListener;
import com.datafly.signal.dr.report.Report;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The whole story on a PostgreSQL of the demo's own: filled, backed up while it is written to, ruined by a mistake and
 * a crash, recovered to the instant before the mistake, verified and measured.
 */
final class EmbeddedDrill {

    private static final String PASSWORD_FILE = "password";
    private static final String JOURNAL = "journal";

    private final DemoArguments arguments;
    private final Console console;
    private final Path place;
    private final PostgresInstallation installation = PostgresInstallation.embedded();

    EmbeddedDrill(DemoArguments arguments, Console console, Path place) {
        this.arguments = arguments;
        this.console = console;
        this.place = place;
    }

    /** Goes on with the recovery of a demo that died, or else begins a demo. */
    Report run() throws SQLException {
        Leftovers leftovers = Leftovers.find(console, place);
        if (arguments.fresh()) {
            leftovers.remove(installation);
            return begin();
        }
        Optional<WorkDirectory> unfinished = leftovers.takeOver();
        return unfinished.isPresent() ? goOn(unfinished.get()) : begin();
    }

    private Report begin() throws SQLException {
        String generated = UUID.randomUUID().toString();
        try (WorkDirectory work = WorkDirectory.create(place, arguments.keep());
                Secret password = Secret.of(generated)) {
            work.write(PASSWORD_FILE, generated);
            console.line("Start PostgreSQL " + installation.version() + ", fill Datafly's tables");
            PostgresServer server = PostgresServer.create(
                    installation,
                    work.resolve("source"),
                    settings -> settings.setting("wal_level", "replica")
                            .dataChecksums(true)
                            .superuserPassword(password)
                            .listenOnLoopback());
            try {
                server.start();
                return ruinAndRecover(server, password, work);
            } finally {
                server.kill();
                sayWhatIsKept(work);
            }
        }
    }

    private Report ruinAndRecover(PostgresServer server, Secret password, WorkDirectory work) throws SQLException {
        String address = "postgres:127.0.0.1:" + server.port() + "/postgres";
        Path journal = arguments.report().toAbsolutePath().resolve(JOURNAL);
        try (SignalDr dr = DemoRecovery.open(work, address, password, journal, listeners())) {
            Aftermath aftermath = new Prelude(dr, server, console).play(arguments, journal);
            return new DemoRecovery(dr, aftermath, console).begin(work, arguments.report());
        }
    }

    private List<RunListener> listeners() {
        List<RunListener> listeners = new ArrayList<>(List.of(new RunProgress(console)));
        if (arguments.crash()) {
            listeners.add(new Crash(console));
        }
        return listeners;
    }

    /** If that is refused, everything stays as it is: what is in the way may be mended. */
    private Report goOn(WorkDirectory work) {
        boolean done = false;
        try (Secret password = Secret.of(work.read(PASSWORD_FILE).orElse(""))) {
            Aftermath aftermath = Aftermath.read(work).orElseThrow();
            work.keep(aftermath.keep());
            console.line("A demo died in its recovery: go on with " + aftermath.note(Aftermath.RUN) + " in "
                    + work.path() + " (./demo --fresh would give it up)");
            Report report = goOn(work, aftermath, password);
            done = true;
            return report;
        } finally {
            if (done) {
                if (!work.keep()) {
                    Leftovers.kill(installation, work);
                }
                sayWhatIsKept(work);
                work.close();
            } else {
                console.line("Could not go on; what the demo left is still in " + work.path()
                        + ", and ./demo --fresh removes it");
                work.release();
            }
        }
    }

    private Report goOn(WorkDirectory work, Aftermath aftermath, Secret password) {
        Path journal = Path.of(aftermath.note(Aftermath.JOURNAL));
        String address = aftermath.note(Aftermath.ADDRESS);
        try (SignalDr dr = DemoRecovery.open(work, address, password, journal, List.of(new RunProgress(console)))) {
            return new DemoRecovery(dr, aftermath, console).goOn(work, arguments.report());
        }
    }

    private void sayWhatIsKept(WorkDirectory work) {
        if (work.keep()) {
            console.line("Kept in " + work.path() + "; the copy's server goes on running below restores");
        }
    }
}
