package com.datafly.signal.dr.aws;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.aws.testing.AccessKey;
import com.datafly.signal.dr.playbook.Incident;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Scenarios;
import com.datafly.signal.dr.verify.Checks;
import com.datafly.signal.dr.verify.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A run in a JVM of its own, so that it can be killed: begun, or gone on with where another one was killed. */
final class DrillProcess {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String KEY = "DRILL_SECRET_ACCESS_KEY";
    private static final String PASSWORD = "DRILL_PASSWORD";

    private DrillProcess() {}

    /** What such a process runs. */
    enum Scenario {
        /** The checklist before an upgrade: a snapshot, proven by a restore. */
        UPGRADE,
        /** The monthly test of the newest snapshot. */
        MONTHLY,
        /** The recovery of a database that failed, for real. */
        FAILURE;

        /** Returns its playbook, the same in each process. */
        Playbook playbook() {
            return switch (this) {
                case UPGRADE -> Scenarios.preUpgrade(scenario -> scenario.verify(checks(1000)));
                case MONTHLY -> Scenarios.restoreTest(scenario -> scenario.verify(checks(1000)));
                case FAILURE ->
                    Scenarios.databaseFailure(
                            scenario -> scenario.verify(checks(1000)).hold(Duration.ofMillis(10)));
            };
        }

        private Plan plan(SignalDr dr) {
            return this == FAILURE
                    ? dr.playbooks().plan(playbook())
                    : dr.playbooks().rehearse(playbook());
        }
    }

    /** Begins, or goes on: the endpoint, the id of the key, the journal's directory, the scenario. */
    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        try (Secret key = Secret.of(environment.getOrDefault(KEY, ""));
                Secret password = Secret.of(environment.getOrDefault(PASSWORD, ""));
                SignalDr dr = open(
                        Map.of("endpoint", arguments[0], "access-key-id", arguments[1], "sslmode", "disable"),
                        Map.of("secret-access-key", key, "password", password),
                        Path.of(arguments[2]),
                        Clock.systemUTC());
                Run run = run(dr, Scenario.valueOf(arguments[3]))) {
            System.out.println(run.await(LIMIT).state());
        }
    }

    /** Begins such a process. Secrets go through its environment. */
    static Process spawn(PostgresRds rds, Path journal, Scenario scenario) throws IOException {
        AccessKey key = rds.server().accessKey();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DrillProcess.class.getName(),
                        rds.server().endpoint().toString(),
                        key.id(),
                        journal.toString(),
                        scenario.name())
                .redirectErrorStream(true)
                .redirectOutput(journal.resolveSibling("output").toFile());
        rds.secrets(key)
                .forEach((name, secret) ->
                        builder.environment().put(name.equals("password") ? PASSWORD : KEY, secret.use(String::new)));
        return builder.start();
    }

    /** Opens the instance with a journal in a directory. */
    static SignalDr open(Map<String, String> options, Map<String, Secret> secrets, Path journal, Clock clock) {
        return SignalDr.builder()
                .database(PostgresRds.ADDRESS, resource -> {
                    options.forEach(resource::option);
                    secrets.forEach(resource::secret);
                })
                .journal(journal)
                .clock(clock)
                .timeSource(new HurriedTime())
                .build();
    }

    /** Begins, or takes over the run that a dead process left. */
    static Run run(SignalDr dr, Scenario scenario) {
        List<RunStatus> runs = dr.playbooks().runs();
        return runs.isEmpty()
                ? scenario.plan(dr).incident(incident()).start()
                : dr.playbooks().resume(runs.get(0).runId(), scenario.playbook());
    }

    /** An incident of right now. */
    static Incident incident() {
        Instant now = Instant.now();
        return Incident.of(
                now.minusSeconds(30), it -> it.detectedAt(now.minusSeconds(20)).declaredAt(now.minusSeconds(10)));
    }

    /** Checks that read every order. */
    static Verification checks(int orders) {
        return Verification.of(checks -> checks.check(Checks.amcheck())
                .check(Checks.sql("all orders are there", "SELECT count(*) FROM orders", orders)));
    }
}
