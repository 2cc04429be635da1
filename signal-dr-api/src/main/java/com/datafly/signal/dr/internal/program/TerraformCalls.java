package com.datafly.signal.dr.internal.program;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.internal.playbook.Values;
import com.datafly.signal.dr.internal.program.Trace.Ended;
import com.datafly.signal.dr.operation.OperationKey;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.step.TerraformChange;
import com.datafly.signal.dr.playbook.step.TerraformFingerprint;
import com.datafly.signal.dr.playbook.step.TerraformOutputs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of Terraform for one attempt at a step. */
final class TerraformCalls {

    /** What the calls on the side are called that a step makes. */
    static final List<String> ASIDE = List.of("init", "show", "output", ApplyTerraform.REST);

    private static final Logger LOG = LoggerFactory.getLogger(TerraformCalls.class);
    private static final String PLAN = "plan";
    private static final String VARIABLES = Trace.SECRET + "variables.tfvars.json";
    private static final Map<String, String> ALWAYS =
            Map.of("TF_IN_AUTOMATION", "1", "TF_INPUT", "0", "CHECKPOINT_DISABLE", "1");

    private final StepContext context;
    private final TerraformInput input;
    private final Optional<Trace> plan;

    TerraformCalls(StepContext context, TerraformInput input) {
        this(context, input, Optional.empty());
    }

    private TerraformCalls(StepContext context, TerraformInput input, Optional<Trace> plan) {
        this.context = context;
        this.input = input;
        this.plan = plan;
    }

    /** Returns the calls that carry a saved plan out, which note beside it what they make, however they end. */
    static TerraformCalls carryingOut(Path plan, StepContext context, TerraformInput input) {
        Path folder = requireNonNull(plan.getParent(), "folder of the plan");
        Path records = requireNonNull(folder.getParent(), "folder of records");
        return new TerraformCalls(context, input, Optional.of(Trace.at(records, String.valueOf(folder.getFileName()))));
    }

    /**
     * A plan.
     *
     * @param file where it was saved
     */
    record Plan(String version, boolean empty, List<TerraformChange> changes, Path file) {}

    /** Returns the trace of the step's own work. */
    Trace trace() {
        return Trace.of(records(), context.key());
    }

    /** Returns the trace of a call on the side. */
    Trace aside(String what) {
        return Trace.of(records(), OperationKey.derive(context.key().value(), what, 0, ""));
    }

    /** Removes a saved plan, wherever it is on this machine: it has done its work, and holds secrets. */
    void forgetPlan(Path plan) {
        Path folder = plan.getParent();
        if (folder != null && folder.startsWith(records())) {
            Trace.at(records(), String.valueOf(folder.getFileName())).forget();
        }
    }

    /** Makes the directory ready; done again it changes nothing. */
    void init() {
        Trace trace = aside("init");
        TerraformMessages messages = messages();
        Ended ended = call(trace, messages, Optional.empty(), List.of("init", "-input=false", "-no-color"));
        trace.forget();
        if (!isWell(ended)) {
            throw TerraformErrors.ofRead(operation("initialise"), ended, messages);
        }
    }

    /** Plans, and saves the plan in the trace's folder. */
    Plan plan(Trace trace, boolean locking) {
        Path file = trace.folder().resolve(PLAN);
        List<String> words = new ArrayList<>(List.of("plan", "-json", "-input=false", "-detailed-exitcode"));
        words.add("-out=" + file);
        words.addAll(locking ? lock() : List.of("-lock=false"));
        input.variableFiles().forEach(name -> words.add("-var-file=" + name));
        words.add("-var-file=" + trace.folder().resolve(VARIABLES));
        TerraformMessages messages = messages();
        Ended ended = call(trace, messages, Optional.empty(), words);
        if (ended.stopped().isPresent() || (ended.exitCode() != 0 && ended.exitCode() != 2)) {
            forgetPlan(file);
            throw TerraformErrors.ofRead(operation("plan"), ended, messages);
        }
        return new Plan(messages.version(), ended.exitCode() == 0, messages.planned(), file);
    }

    /** Returns what a saved plan makes of the resources. */
    Map<String, TerraformFingerprint> fingerprints(Plan plan) {
        String operation = operation("read the saved plan of");
        return plan.empty()
                ? Map.of()
                : printed(
                        "show",
                        operation,
                        List.of("show", "-json", "-no-color", plan.file().toString()),
                        file -> Fingerprints.read(
                                operation, file, surroundings().mask()));
    }

    /** Carries a saved plan out. */
    void apply(Path plan) {
        List<String> words = new ArrayList<>(List.of("apply", "-json", "-input=false"));
        words.addAll(lock());
        words.add(plan.toString());
        TerraformMessages messages = messages();
        Ended ended = call(trace(), messages, Optional.empty(), words);
        if (!isWell(ended)) {
            throw TerraformErrors.ofApply(operation("apply"), ended, messages);
        }
    }

    /** Returns what the configuration gives to others. */
    TerraformOutputs outputs() {
        String operation = operation("read the outputs of");
        return printed(
                "output",
                operation,
                List.of("output", "-json", "-no-color"),
                file -> OutputReader.read(operation, file));
    }

    /** Reads what a call prints, which may hold secrets in clear. */
    private <T> T printed(String what, String operation, List<String> words, Function<Path, T> reader) {
        Trace trace = aside(what);
        Path file = trace.folder().resolve("values");
        TerraformMessages messages = messages();
        try {
            Ended ended = call(trace, messages, Optional.of(file), words);
            if (!isWell(ended)) {
                throw TerraformErrors.ofRead(operation, ended, messages);
            }
            return reader.apply(file);
        } finally {
            trace.forget();
        }
    }

    /**
     * Waits for the end of a call that an earlier runner began.
     *
     * @return why it was stopped, if it was
     */
    Optional<String> adopt(ProcessHandle process) {
        Lines lines = new Lines(messages(), Launch.telling(context.progress(), "terraform"));
        OutputFile output = new OutputFile(trace().output(), lines);
        Optional<String> stopped = new Watch(operation("apply"), process, output).untilEnd(limits());
        withdrawSecrets();
        return stopped;
    }

    /** Removes or masks the secrets of a call that ended while nobody looked. */
    void withdrawSecrets() {
        trace().withdrawSecrets(messages());
    }

    /** Tells whether a call ended well. */
    static boolean isWell(Ended ended) {
        return ended.stopped().isEmpty() && ended.exitCode() == 0;
    }

    String operation(String verb) {
        return context.stepId() + ", " + verb + " " + input.place().directory();
    }

    private Ended call(Trace trace, TerraformMessages messages, Optional<Path> stdout, List<String> arguments) {
        List<String> words = new ArrayList<>(input.command());
        words.addAll(arguments);
        Lines lines = new Lines(messages, Launch.telling(context.progress(), "terraform"));
        Surroundings surroundings = surroundings();
        if (arguments.get(0).equals(PLAN)) {
            surroundings.withPrivate(PLAN);
        }
        Launch launch = new Launch(operation(arguments.get(0)), surroundings, limits(), trace, lines);
        return launch.run(words, stdout, process -> {
            if (arguments.get(0).equals("apply")) {
                context.observed("terraform apply, process " + process.pid() + " of " + trace.folder());
            }
        });
    }

    /** Returns what calls that carried out the plan have made, on this machine. */
    List<String> made() {
        return plan.map(Trace::made).orElse(List.of());
    }

    private void note(String address, boolean exists) {
        try {
            plan.ifPresent(trace -> trace.made(address, exists));
        } catch (DrException e) {
            // Terraform goes on: to be killed for it would do more harm.
            LOG.warn("what became of {} could not be noted", address, e);
        }
    }

    private TerraformMessages messages() {
        return new TerraformMessages(surroundings().mask(), this::note);
    }

    private Surroundings surroundings() {
        Map<String, String> more = new TreeMap<>(ALWAYS);
        more.put(Orphans.KEY, context.key().value());
        return Surroundings.of(context, input.place(), more)
                .withText(context, VARIABLES, input.secretVariables(), lent -> {
                    Map<String, String> values = new TreeMap<>(input.variables());
                    lent.forEach((variable, secret) -> values.put(variable, secret.use(String::new)));
                    return Values.write(values);
                });
    }

    private List<String> lock() {
        return List.of("-lock-timeout=" + input.rules().lockWait().toSeconds() + "s");
    }

    private Limits limits() {
        Duration left = context.remaining();
        Duration timeout = input.rules().timeout();
        return new Limits(
                left.compareTo(timeout) < 0 ? left : timeout, input.rules().grace());
    }

    private Path records() {
        return Path.of(input.records());
    }
}
