package com.datafly.signal.dr.internal.playbook;

import com.datafly.signal.dr.internal.playbook.KillingJournal.Moment;
import com.datafly.signal.dr.internal.playbook.RunFixture.NoTarget;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Program;
import com.datafly.signal.dr.playbook.ProgramSteps;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.Terraform;
import com.datafly.signal.dr.spi.JournalDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A runner of programs in a JVM of its own, which is killed by itself or by whoever began it. */
final class ProgramRunner {

    /** What the secret programs are told, and print. */
    static final String SECRET = "Pl4nt-t0ken-of-the-runner";

    static final Map<String, String> SECRETS = Map.of("token", SECRET);

    /** Leaves one line for each time that it was run, and waits where a test says so. */
    private static final String SCRIPT =
            "echo \"$SIGNAL_DR_KEY\" >> effects; while test -e wait && ! test -e go; do sleep 0.02; done";

    private ProgramRunner() {}

    /** Runs a playbook: the place, the playbook's name, the number of the record to die at, the moment. */
    public static void main(String[] arguments) {
        Path place = Path.of(arguments[0]);
        JournalDriver journal = KillingJournal.at(
                place.resolve("journal"), "KILL", Integer.parseInt(arguments[2]), Moment.valueOf(arguments[3]));
        RunOrder order = RunOrder.of(
                RunnerProcess.RUN,
                playbook(place, arguments[1]),
                new NoTarget(SECRETS),
                more -> more.plan(RunFixture.PLAN, "eve"));
        try (Run run = Runner.start(order, RunnerProcess.environment(journal))) {
            System.out.println(run.await(Duration.ofMinutes(1)).state());
        }
    }

    /** Begins such a process. */
    static Process spawn(Path place, String playbook, int record, Moment moment) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ProgramRunner.class.getName(),
                        place.toString(),
                        playbook,
                        Integer.toString(record),
                        moment.name())
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("errors").toFile())
                .start();
    }

    static Playbook playbook(Path place, String name) {
        return switch (name) {
            case "once" -> single(program(place, more -> {}));
            case "secret" -> single(secret(place, more -> {}));
            case "secret-looked-up" -> single(secret(place, more -> more.lookup("test", "-e", "effects")));
            case "repeatable" -> single(program(place, Program.Builder::repeatable));
            case "looked-up" ->
                single(program(
                        place,
                        more -> more.lookup("/bin/sh", "-c", "grep -q \"^$SIGNAL_DR_KEY$\" effects 2>&1 || exit 1")));
            default -> provisioning(place);
        };
    }

    private static Playbook single(Program program) {
        return Playbook.define("programs", p -> p.step(step(program)));
    }

    private static Step step(Program program) {
        return ProgramSteps.run("program", program);
    }

    private static Program program(Path place, Consumer<Program.Builder> more) {
        return Program.create(place, List.of("/bin/sh", "-c", SCRIPT), builder -> {
            builder.inherit("PATH");
            more.accept(builder);
        });
    }

    private static Program secret(Path place, Consumer<Program.Builder> more) {
        return Program.create(place, List.of("/bin/sh", "-c", "echo \"is $TOKEN\"; " + SCRIPT), builder -> {
            builder.inherit("PATH").secret("TOKEN", "token");
            more.accept(builder);
        });
    }

    private static Playbook provisioning(Path place) {
        Terraform terraform = Terraform.create(place, more -> {});
        return Playbook.define(
                "provision",
                p -> p.step(ProgramSteps.terraformPlan("plan", terraform))
                        .step(ProgramSteps.terraformApply("apply", "plan", terraform)));
    }
}
