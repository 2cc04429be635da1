package com.datafly.signal.dr.k8s.internal.helm;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.spi.ReleaseExecutor;
import com.datafly.signal.dr.spi.ReleaseOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Deploys by the {@code helm} command. What it prints is read only where it fails: it may show values. */
final class HelmCommand implements ReleaseExecutor {

    private static final Duration QUICK = Duration.ofSeconds(30);

    /** By how much Helm may outlast its own limit, which does not count every request. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final HelmTarget target;
    private final Duration slack;
    private final HelmProcess helm;

    HelmCommand(HelmTarget target) {
        this(target, SLACK);
    }

    HelmCommand(HelmTarget target, Duration slack) {
        this.target = target;
        this.slack = slack;
        this.helm = new HelmProcess(target.command());
    }

    @Override
    public String software() {
        return "helm " + version();
    }

    private HelmVersion version() {
        HelmProcess.Result result =
                helm.run("use the program " + target.command(), List.of("version", "--short"), QUICK);
        return HelmVersion.of(target.command(), result.exitCode() == 0 ? result.output() : "");
    }

    @Override
    public boolean rollsBack() {
        return true;
    }

    @Override
    public void install(ReleaseOrder order) {
        deploy("install", order, List.of());
    }

    @Override
    public void upgrade(ReleaseOrder order) {
        deploy("upgrade", order, List.of("--reset-values"));
    }

    private void deploy(String verb, ReleaseOrder order, List<String> more) {
        String operation = verb + " the release " + order.name();
        requireUsable(operation);
        List<String> arguments =
                new ArrayList<>(List.of(verb, order.name(), order.chart().reference()));
        order.chart().version().ifPresent(version -> arguments.addAll(List.of("--version", version)));
        order.chart().repository().ifPresent(url -> arguments.addAll(List.of("--repo", url)));
        arguments.addAll(more);
        arguments.addAll(List.of("--description", order.description()));
        arguments.addAll(List.of("--labels", ReleaseOrder.KEY_LABEL + "=" + order.key()));
        List<Secret> documents =
                order.values().stream().filter(HelmCommand::says).toList();
        if (documents.size() <= 1) {
            supply(operation, arguments, order, documents);
            return;
        }
        // A standard input holds one document: those before the last are files for as long as Helm runs.
        List<Secret> former = documents.subList(0, documents.size() - 1);
        try (HelmFolder folder = HelmFolder.create()) {
            folder.write(former).forEach(file -> arguments.addAll(List.of("--values", file.toString())));
            supply(operation, arguments, order, documents.subList(former.size(), documents.size()));
        }
    }

    private void supply(String operation, List<String> arguments, ReleaseOrder order, List<Secret> last) {
        if (!last.isEmpty()) {
            arguments.addAll(List.of("--values", "-"));
        }
        Call call = new Call(operation, arguments, last.stream().findFirst(), ValueMask.of(order.values()));
        run(call, order.patience());
    }

    private static boolean says(Secret document) {
        return !document.<Boolean>use(text -> new String(text).strip().equals("{}"));
    }

    /**
     * {@inheritDoc}
     *
     * <p>Helm 4 finds a conflict where our own switch has given a Secret another value than the older revision has. To
     * go back is to go back behind that too, as Helm 3 does without a word; what anybody else owns stays a conflict.
     */
    @Override
    public void rollBack(String release, int revision, ReleaseOrder.Patience patience) {
        String operation = "roll the release " + release + " back to revision " + revision;
        requireUsable(operation);
        List<String> arguments = List.of("rollback", release, Integer.toString(revision));
        try {
            run(Call.plain(operation, arguments), patience);
        } catch (DrException e) {
            if (!HelmErrors.isConflictWithOurselves(e)) {
                throw e;
            }
            List<String> forced = new ArrayList<>(arguments);
            forced.add("--force-conflicts");
            run(Call.plain(operation, forced), patience);
        }
    }

    @Override
    public void uninstall(String release, ReleaseOrder.Patience patience) {
        String operation = "remove the release " + release;
        requireUsable(operation);
        run(Call.plain(operation, List.of("uninstall", release, "--ignore-not-found")), patience);
    }

    /**
     * One run of Helm.
     *
     * @param values what it reads
     * @param mask knows what its messages must not tell
     */
    private record Call(String operation, List<String> arguments, Optional<Secret> values, ValueMask mask) {

        static Call plain(String operation, List<String> arguments) {
            return new Call(operation, arguments, Optional.empty(), ValueMask.none());
        }
    }

    private void run(Call call, ReleaseOrder.Patience patience) {
        List<String> line = new ArrayList<>(call.arguments());
        line.addAll(List.of("--namespace", target.namespace()));
        target.kubeconfig().ifPresent(file -> line.addAll(List.of("--kubeconfig", file.toString())));
        target.context().ifPresent(context -> line.addAll(List.of("--kube-context", context)));
        line.addAll(List.of("--timeout", Math.max(1, patience.within().toSeconds()) + "s"));
        if (patience.untilReady()) {
            line.add("--wait");
        }
        HelmProcess.Result result = helm.run(
                call.operation(), line, call.values(), patience.within().plus(slack));
        if (result.exitCode() != 0) {
            throw HelmErrors.of(target, call.operation(), lastError(result.errors()), call.mask());
        }
    }

    /** Leaves out warnings: what failed is said last. */
    private static String lastError(String errors) {
        int last = errors.lastIndexOf("Error: ");
        return last < 0 ? errors : errors.substring(last);
    }

    /** Refuses a Helm that is too old, and one that keeps its releases where nobody here can see them. */
    private void requireUsable(String operation) {
        String storage = String.valueOf(System.getenv("HELM_DRIVER")).toLowerCase(Locale.ROOT);
        if (storage.equals("sql") || storage.equals("memory")) {
            throw DrException.create(
                    ErrorCode.UNSUPPORTED,
                    operation,
                    "by HELM_DRIVER helm keeps releases in '" + storage + "', where the platform does not see them",
                    failure -> failure.resource(target.address().toString())
                            .hint("Let it keep them in Secrets or ConfigMaps: unset HELM_DRIVER."));
        }
        version();
    }

    @Override
    public void close() {
        helm.close();
    }
}
