package com.datafly.signal.dr.internal.platform.connection;

import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.NEWER;
import static com.datafly.signal.dr.internal.platform.connection.ConnectedProduct.SECRET;
import static com.datafly.signal.dr.internal.platform.connection.ConnectionSwitchTest.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.ConnectionConsumer;
import com.datafly.signal.dr.platform.ConnectionReport;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.platform.HeldValue;
import com.datafly.signal.dr.platform.PodHolding;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.ConnectionSettings;
import com.datafly.signal.dr.playbook.ConnectionSteps;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.StepAction;
import com.datafly.signal.dr.playbook.StepContext;
import com.datafly.signal.dr.playbook.StepKind;
import com.datafly.signal.dr.playbook.step.ConnectionEndpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not known is not taken for known, and what went wrong is called by its name. */
class ConnectionDoubtsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String OTHER_KEY = "CAgI".repeat(10) + "CAg=";

    @TempDir
    private Path directory;

    private final ConnectedProduct product = new ConnectedProduct();

    @AfterEach
    void close() {
        product.close();
    }

    @Test
    void whatRanBeforeTheOthersIsNoProof() {
        WorkloadId migrated = WorkloadId.deployment("migrated");
        product.platform.add(
                migrated,
                w -> w.initContainer("migrate", "migrate:1")
                        .container("app", "app:1")
                        .uses(new SecretUse(
                                SECRET,
                                SecretUse.Kind.VARIABLE,
                                "migrate",
                                Optional.of("url"),
                                Optional.of("URL"),
                                false)));
        product.platform.settle();
        try (SignalDr dr = product.open(directory, Mortal.immortal())) {
            RunStatus strict = run(dr, ConnectedProduct.playbook());

            assertThat(told(strict)).contains("db-verify=FAILED", "migrate has run before the others");
        }
    }

    @Test
    void aVariableThatTheContainerSetsByItselfIsNoneOfTheSecret() {
        WorkloadId own = WorkloadId.deployment("own");
        product.platform.add(
                own,
                w -> w.uses(new SecretUse(
                        SECRET,
                        SecretUse.Kind.ALL_VARIABLES,
                        "app",
                        Optional.empty(),
                        Optional.of("DB_"),
                        false,
                        Set.of("DB_url"))));
        product.platform.settle();
        try (SignalDr dr = product.open(directory, Mortal.immortal())) {
            RunStatus status = run(dr, ConnectedProduct.playbook());

            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
            assertThat(dr.platform().connections().look(SECRET, "url").consumers())
                    .extracting(ConnectionConsumer::workload)
                    .doesNotContain(own);
            assertThat(dr.platform().connections().look(SECRET, "other").consumers())
                    .extracting(ConnectionConsumer::workload)
                    .contains(own);
        }
    }

    @Test
    void aFileThatFollowedLateIsNotTakenForWhatItsProcessRead() {
        WorkloadId stale = WorkloadId.deployment("stale");
        product.platform.add(stale, w -> w.files(SECRET, "/etc/db")).settle();
        AtomicInteger looks = new AtomicInteger();
        Function<String, Optional<List<HeldValue>>> kubelet = pod ->
                pod.startsWith("stale") && product.url().equals(ConnectedProduct.NEWER) && looks.incrementAndGet() < 3
                        ? Optional.of(List.of(new HeldValue(
                                HeldValue.Verdict.SEEN, ConnectedProduct.sha256(ConnectedProduct.FORMER), "")))
                        : Optional.empty();
        product.kubelet(kubelet);
        try (SignalDr dr = product.open(directory, Mortal.immortal())) {
            String told = told(run(dr, ConnectedProduct.playbook()));

            assertThat(looks).hasValueGreaterThan(3);
            assertThat(told).contains("db-verify=FAILED", "pod/stale-", "may have read it before");
        }
    }

    @Test
    void whatIsMountedAloneIsBelievedLikeAVariable() {
        WorkloadId fixed = WorkloadId.deployment("fixed");
        product.platform
                .add(
                        fixed,
                        w -> w.uses(new SecretUse(
                                SECRET,
                                SecretUse.Kind.FIXED_FILES,
                                "app",
                                Optional.of("url"),
                                Optional.of("/etc/url"),
                                false)))
                .settle();
        product.platform.put(SECRET, "url", ConnectedProduct.NEWER);
        try (SignalDr dr = product.openWithoutJournal()) {
            assertThat(dr.platform().connections().look(SECRET, "url").doubtful())
                    .filteredOn(pod -> pod.pod().startsWith("fixed"))
                    .extracting(PodHolding::state)
                    .containsExactly(PodHolding.State.OTHER);
        }
        product.platform.put(SECRET, "url", ConnectedProduct.FORMER);
        try (SignalDr dr = product.open(directory, Mortal.immortal())) {
            RunStatus status = run(dr, ConnectedProduct.playbook());
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void aPathThatNobodyKnowsIsNoProofWhateverElseAPodHolds() {
        WorkloadId hidden = WorkloadId.deployment("hidden");
        product.platform
                .add(
                        hidden,
                        w -> w.variable(SECRET, "url", "URL")
                                .uses(new SecretUse(
                                        SECRET,
                                        SecretUse.Kind.FIXED_FILES,
                                        "app",
                                        Optional.empty(),
                                        Optional.empty(),
                                        false)))
                .settle();
        try (SignalDr dr = product.open(directory, Mortal.immortal())) {
            assertThat(dr.platform().connections().look(SECRET, "url").doubtful())
                    .filteredOn(pod -> pod.pod().startsWith("hidden"))
                    .singleElement()
                    .satisfies(pod -> assertThat(pod.detail()).contains("subPathExpr"))
                    .extracting(PodHolding::state)
                    .isEqualTo(PodHolding.State.UNKNOWN);

            assertThat(told(run(dr, ConnectedProduct.playbook())))
                    .contains("db-verify=FAILED", "nobody can look into", "pod/hidden-");
        }
    }

    @Test
    void oneThatBeganWithoutAnOptionalSecretHoldsNothingUntilItIsRestarted() {
        WorkloadId optional = WorkloadId.deployment("optional");
        product.platform.removeSecret(SECRET);
        product.platform
                .add(
                        optional,
                        w -> w.uses(new SecretUse(
                                SECRET, SecretUse.Kind.VARIABLE, "app", Optional.of("url"), Optional.of("URL"), true)))
                .settle();
        product.platform.secret(SECRET, Map.of("url", ConnectedProduct.FORMER));
        try (SignalDr dr = product.open(directory, Mortal.immortal())) {
            assertThat(dr.platform().connections().look(SECRET, "url").doubtful())
                    .filteredOn(pod -> pod.pod().startsWith("optional"))
                    .singleElement()
                    .satisfies(pod -> assertThat(pod.detail()).contains("is not there"));

            RunStatus status = run(dr, ConnectedProduct.playbook());
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
            assertThat(dr.platform().connections().look(SECRET, "url").doubtful())
                    .isEmpty();
        }
    }

    @Test
    void allKeysOfAPodAreAskedForAtOnce() {
        product.platform.deployment(
                "split", w -> w.variable(SECRET, "url", "URL").variable(SECRET, "other", "OTHER"));
        product.platform.settle();
        int before = product.platform.faults().count("held");
        try (SignalDr dr = product.openWithoutJournal()) {
            ConnectionReport report = dr.platform().connections().look(SECRET);

            assertThat(report.doubtful()).isEmpty();
            assertThat(product.platform.faults().count("held") - before).isEqualTo(4);
        }
    }

    @Test
    void aLookMayNameAKeyTwice() {
        try (SignalDr dr = product.openWithoutJournal()) {
            assertThat(dr.platform().connections().look(SECRET, "url", "url").keys())
                    .containsExactly("url");
        }
    }

    @Test
    void whileASwitchIsOpenAFileProvesNothingOfAPodThatWasNotRestarted() {
        product.refuseNewer(ConnectedProduct.API);
        try (SignalDr dr = product.open(directory, Mortal.immortal());
                Run run = dr.playbooks().plan(ConnectedProduct.playbook()).start()) {
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.PAUSED);

            ConnectionReport report = dr.platform().connections().look(SECRET, "url");
            assertThat(report.state()).isEqualTo(SwitchState.OPEN);
            assertThat(report.doubtful())
                    .filteredOn(pod -> pod.pod().startsWith("ingest"))
                    .isNotEmpty()
                    .allSatisfy(pod -> {
                        assertThat(pod.state()).isEqualTo(PodHolding.State.UNKNOWN);
                        assertThat(pod.detail()).contains("may have read it before");
                    });
        }
    }

    @Test
    void anotherKeyIsCalledByItsNameAndNobodyIsBlamed() {
        product.refuseNewer(ConnectedProduct.HUB);
        String id;
        try (SignalDr dr = product.open(directory, Mortal.immortal());
                Run run = dr.playbooks().plan(ConnectedProduct.playbook()).start()) {
            id = run.id();
            assertThat(run.await(LIMIT).state()).isEqualTo(RunState.PAUSED);
        }
        try (Secret other = Secret.of(OTHER_KEY);
                SignalDr dr =
                        product.open(directory, Mortal.immortal(), builder -> builder.secret("backup-key", other));
                Run run = dr.playbooks().resume(id, ConnectedProduct.playbook())) {
            run.cancel(CancelPolicy.UNDO, "ann", "it does not work");
            RunStatus status = run.await(LIMIT);

            assertThat(status.state()).isEqualTo(RunState.PAUSED);
            assertThat(told(status)).contains("encrypted by another key").doesNotContain("somebody changed");
        }
        try (SignalDr dr = product.open(directory, Mortal.immortal());
                Run run = dr.playbooks().resume(id, ConnectedProduct.playbook())) {
            run.decide("db-switch", Decision.retry("ann", "the right key is there"));
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.CANCELLED);
        }
        ConnectionSwitchTest.assertBack(product);
    }

    @Test
    void anOwnerThatWritesTheNewValueByItselfMeanwhileIsNoHindrance() {
        product.platform.faults().before("changeSecret", 1, () -> product.platform.put(SECRET, "url", NEWER));
        try (SignalDr dr = product.open(directory, Mortal.immortal())) {
            RunStatus status = run(dr, ConnectedProduct.playbook());

            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
            assertThat(product.truth().values()).containsOnly("newer");
            assertThat(dr.platform().connections().look(SECRET, "url").state()).isEqualTo(SwitchState.SETTLED);
        }
    }

    @Test
    void aPartOfTheEndpointThatNoKeyTakesIsNotLost() {
        product.platform.put(SECRET, "host", "old-db.internal");
        for (Consumer<ConnectionSettings> more : List.<Consumer<ConnectionSettings>>of(
                settings -> settings.asDatabase("orders2"), settings -> settings.asUser("someone"))) {
            DrException failure = catchThrowableOfType(DrException.class, () -> hosts(more));
            assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
            assertThat(failure.problem()).contains("no key takes the");
        }
        try (SignalDr dr = product.open(directory, Mortal.immortal())) {
            RunStatus status = run(dr, hosts(settings -> settings.to("new-db.internal", 6432)));
            assertThat(told(status)).contains("db-prepare=FAILED", "of secret/orders-db takes the port");
        }
        assertThat(product.platform.value(SECRET, "host")).contains("old-db.internal");
    }

    @ParameterizedTest
    @CsvSource({
        "old-db.internal, 6432, , takes the port",
        "old-db.internal:5432, , orders2, takes the database's name",
        "old-db.internal:5432, 6432, , ''",
        "old-db.internal, , , ''",
    })
    void whatAStepSaysOfTheEndpointIsNotLostEither(
            String former, @Nullable Integer port, @Nullable String database, String refusal) {
        product.platform.put(SECRET, "host", former);
        ConnectionEndpoint endpoint =
                new ConnectionEndpoint("new-db.internal", Optional.ofNullable(port), Optional.ofNullable(database));
        Playbook playbook = Playbook.define("switch", p -> {
            p.step(Step.of("find", new Finding(), endpoint, step -> step.kind(StepKind.PURE)));
            ConnectionSteps.switchOver(
                            "db",
                            SECRET,
                            settings -> settings.host("host")
                                    .toEndpointOf("find")
                                    .acceptFormer("url")
                                    .encryptionKey("backup-key"))
                    .forEach(p::step);
        });
        try (SignalDr dr = product.open(directory, Mortal.immortal())) {
            String told = told(run(dr, playbook));

            assertThat(told).contains(refusal.isEmpty() ? "db-settle=SUCCEEDED" : "db-prepare=FAILED", refusal);
            assertThat(product.platform.value(SECRET, "host"))
                    .contains(
                            !refusal.isEmpty() ? former : port == null ? "new-db.internal" : "new-db.internal:" + port);
        }
    }

    private static Playbook hosts(Consumer<ConnectionSettings> more) {
        return Playbook.define(
                "switch",
                p -> ConnectionSteps.switchOver("db", SECRET, settings -> {
                            settings.host("host").to("new-db.internal").encryptionKey("backup-key");
                            more.accept(settings);
                        })
                        .forEach(p::step));
    }

    private static RunStatus run(SignalDr dr, Playbook playbook) {
        try (Run run = dr.playbooks().plan(playbook).start()) {
            return run.await(LIMIT);
        }
    }

    /** Says what it was told. */
    private record Finding() implements StepAction<ConnectionEndpoint, ConnectionEndpoint> {

        @Override
        public String name() {
            return "find";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<ConnectionEndpoint> inputType() {
            return ConnectionEndpoint.class;
        }

        @Override
        public Class<ConnectionEndpoint> outputType() {
            return ConnectionEndpoint.class;
        }

        @Override
        public ConnectionEndpoint act(StepContext context, ConnectionEndpoint input) {
            return input;
        }
    }
}
