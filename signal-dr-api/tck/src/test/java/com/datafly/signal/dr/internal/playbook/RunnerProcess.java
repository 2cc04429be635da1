package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.internal.playbook.KillingJournal.Moment;
import com.datafly.signal.dr.internal.playbook.RunFixture.NoTarget;
import com.datafly.signal.dr.operation.TimeSource;
import com.datafly.signal.dr.playbook.Approval;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.spi.JournalDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A runner in a JVM of its own, which is sent a signal at one record of its journal. */
final class RunnerProcess {

    static final String RUN = "run-1";

    /** That its holder is dead is seen at once. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    /** The lease of a frozen one has to expire before another takes over. */
    private static final Duration LEASE_BEFORE_STOP = Duration.ofSeconds(10);

    private RunnerProcess() {}

    /** Runs a playbook: the place, the playbook's name, the signal, the record's number, the moment. */
    public static void main(String[] arguments) {
        Path place = Path.of(arguments[0]);
        int record = Integer.parseInt(arguments[3]);
        JournalDriver journal =
                KillingJournal.at(place.resolve("journal"), arguments[2], record, Moment.valueOf(arguments[4]));
        RunOrder order = RunOrder.of(RUN, playbook(place, arguments[1]), new NoTarget(Map.of()), more -> {
            more.plan(RunFixture.PLAN, "eve");
            for (String principal : new String[] {"ann", "bob"}) {
                more.approval(Approval.of(principal, RunFixture.PLAN, Instant.now()));
            }
        });
        Duration lease = arguments[2].equals("STOP") ? LEASE_BEFORE_STOP : LEASE;
        try (Run run = Runner.start(order, environment(journal, lease))) {
            System.out.println(run.await(Duration.ofMinutes(1)).state());
        }
    }

    /** Begins such a process. */
    static Process spawn(Path place, String playbook, String signal, int record, Moment moment) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunnerProcess.class.getName(),
                        place.toString(),
                        playbook,
                        signal,
                        Integer.toString(record),
                        moment.name())
                .redirectError(place.resolve("errors").toFile())
                .start();
    }

    static Playbook playbook(Path place, String name) {
        CountingProvider provider = new CountingProvider(place.resolve("provider"));
        return name.equals("forward") ? EveryKind.forward(provider) : EveryKind.backward(provider);
    }

    static RunEnvironment environment(JournalDriver journal) {
        return environment(journal, LEASE);
    }

    private static RunEnvironment environment(JournalDriver journal, Duration lease) {
        Journals journals = Journals.over(journal, text -> text, Clock.systemUTC(), TimeSource.system());
        return RunEnvironment.of(
                journals,
                "runner",
                more -> more.leaseTtl(lease).poll(Duration.ofMillis(20)).patience(Duration.ofSeconds(60)));
    }
}
