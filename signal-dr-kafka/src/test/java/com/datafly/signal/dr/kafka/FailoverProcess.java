package com.datafly.signal.dr.kafka;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.playbook.FailoverScenarios;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.StepState;
import com.datafly.signal.dr.playbook.step.GroupsTranslated;
import com.datafly.signal.dr.playbook.step.LossDeclared;
import com.datafly.signal.dr.playbook.step.MirrorStopped;
import com.datafly.signal.dr.playbook.step.ProducersFrozen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The runner of a failover, or of the way back, in a JVM of its own: begins it, or goes on with it. */
final class FailoverProcess {

    static final String HALF_WAY = "half-way";
    static final String CAUGHT_UP = "caught-up";

    /** Reads half before the failover, and goes on only when everything is back. */
    static final String AWAY = "away";

    static final String EXPORTED = "diverged";

    /** Followed by how many steps are left, at the beginning. */
    static final String LEFT = "left ";

    /** Followed by the step that begins. */
    static final String AT = "at ";

    /** Followed by a step and the milliseconds that it took. */
    static final String TOOK = "took ";

    private static final Duration LONG = Duration.ofMinutes(4);

    private FailoverProcess() {}

    /**
     * Runs: primary, standby, journal, {@code over}, {@code planned} (the primary lives) or {@code back}, where to
     * write what was found, where producers are told to stop.
     */
    public static void main(String[] arguments) {
        try (SignalDr dr = open(arguments[0], arguments[1], Path.of(arguments[2]))) {
            Path found = Path.of(arguments[4]);
            Playbook playbook = arguments[3].equals("back")
                    ? back(found)
                    : over(found, arguments[5], arguments[3].equals("planned"));
            Optional<RunStatus> begun = dr.playbooks().runs().stream()
                    .filter(run -> run.playbook().equals(playbook.name()))
                    .findFirst();
            RunStatus ended = begun.filter(status -> status.state().ended()).orElseGet(() -> {
                try (Run run = begun.map(status -> dr.playbooks().resume(status.runId(), playbook))
                        .orElseGet(() -> dr.playbooks().plan(playbook).start())) {
                    tellSteps(run);
                    return run.await(LONG);
                }
            });
            System.err.println(ended + " " + ended.steps());
            ended.steps()
                    .forEach(step -> System.out.println(
                            TOOK + step.id() + " " + step.duration().toMillis()));
            System.exit(ended.state() == RunState.SUCCEEDED ? 0 : 1);
        }
    }

    /** Tells of each step when it begins, so that whoever listens can kill this process in the midst of it. */
    private static void tellSteps(Run run) {
        Set<String> told = new HashSet<>();
        run.status().steps().stream().filter(step -> step.state().satisfies()).forEach(step -> told.add(step.id()));
        System.out.println(LEFT + (run.status().steps().size() - told.size()));
        RunStatus status = run.status();
        while (status.state() == RunState.RUNNING) {
            status.steps().stream()
                    .filter(step -> step.state() != StepState.PENDING && told.add(step.id()))
                    .forEach(step -> System.out.println(AT + step.id()));
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            status = run.status();
        }
    }

    static SignalDr open(String primary, String standby, Path journal) {
        return SignalDr.builder()
                .events("kafka:" + primary, options -> options.option("request.timeout.ms", "3000"))
                .standbyEvents(
                        "kafka:" + standby,
                        options -> options.option("replication.source", "primary")
                                .option("replication.policy", "identity"))
                .journal(journal)
                .build();
    }

    private static Playbook over(Path found, String place, boolean planned) {
        return FailoverScenarios.streamFailover(it -> {
            it.freezeProducers(Step.of("freeze", new Freeze(), new Place(place), step -> step.kind(StepKind.PURE)))
                    .groups(HALF_WAY, CAUGHT_UP, AWAY)
                    .switchBootstrap(tell(found, Optional.of("declare-loss")));
            if (planned) {
                it.catchUpWithin(Duration.ofMinutes(1)).tolerateLoss(0).fence("events.", FailoverClusters.PRODUCER);
            }
        });
    }

    /** Writes down at the end what a failover found; see {@link FailoverFound}. */
    static Step tell(Path found, Optional<String> lossStep) {
        Where where = new Where(found.toString(), lossStep);
        return Step.of("tell", new Tell(), where, step -> step.kind(StepKind.PURE));
    }

    private static Playbook back(Path found) {
        return FailoverScenarios.streamFailback(it -> it.stopMirror(
                        Step.of("stop", new Stopped(), new Nothing(), step -> step.kind(StepKind.PURE)))
                .fence("events.", FailoverClusters.PRODUCER)
                .groups(HALF_WAY, CAUGHT_UP, AWAY)
                .exportTo(EXPORTED)
                .then(tell(found, Optional.empty())));
    }

    /** Nothing to say, or to tell. */
    record Nothing() {}

    /** Where producers are told to stop. */
    record Place(String directory) {}

    /** Where to write, and which step declared a loss: on the way back none. */
    record Where(String file, Optional<String> lossStep) {}

    /** What was written. */
    record Told(long lost) {}

    /** An action that a test makes by its name, of which there is one version. */
    abstract static class Action<I, O> implements StepAction<I, O> {
        private final String name;
        private final Class<I> input;
        private final Class<O> output;

        Action(String name, Class<I> input, Class<O> output) {
            this.name = name;
            this.input = input;
            this.output = output;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<I> inputType() {
            return input;
        }

        @Override
        public Class<O> outputType() {
            return output;
        }
    }

    private static final class Freeze extends Action<Place, ProducersFrozen> {
        Freeze() {
            super("freeze-producers", Place.class, ProducersFrozen.class);
        }

        @Override
        public ProducersFrozen act(StepContext context, Place input) {
            try {
                return new ProducersFrozen(new ProducerFreeze(Path.of(input.directory())).ask(), Optional.empty());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** MirrorMaker was killed, with the primary or behind the failover, and nobody started it again. */
    private static final class Stopped extends Action<Nothing, MirrorStopped> {
        Stopped() {
            super("stop-mirror", Nothing.class, MirrorStopped.class);
        }

        @Override
        public MirrorStopped act(StepContext context, Nothing input) {
            return new MirrorStopped("its process was killed");
        }
    }

    /** Writes down what the run found: the events lost, whether that is proven, and where the groups go on. */
    private static final class Tell extends Action<Where, Told> {
        Tell() {
            super("tell", Where.class, Told.class);
        }

        @Override
        public Told act(StepContext context, Where input) {
            Optional<LossDeclared> loss = input.lossStep().flatMap(step -> context.output(step, LossDeclared.class));
            long lost = loss.map(LossDeclared::events).orElse(0L);
            GroupsTranslated groups =
                    context.output("translate", GroupsTranslated.class).orElseThrow();
            try {
                boolean proven = loss.map(LossDeclared::proven).orElse(true);
                String detail = loss.map(LossDeclared::detail).orElse("");
                Map<PartitionId, Long> copied = new HashMap<>();
                loss.ifPresent(found -> found.copied().forEach(each -> copied.put(each.sourceId(), each.copiedTo())));
                new FailoverFound(lost, proven, detail, copied, groups.moves()).write(Path.of(input.file()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Told(lost);
        }
    }

    /** Begins such a process; it tells its steps by its output. */
    static Process spawn(Path errors, List<String> arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FailoverProcess.class.getName());
        builder.command().addAll(arguments);
        return builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
    }
}
