package com.datafly.signal.dr.k8s.release;

import static com.datafly.signal.dr.k8s.release.HelmSite.NAMESPACE;
import static com.datafly.signal.dr.k8s.release.HelmSite.NEW;
import static com.datafly.signal.dr.k8s.release.HelmSite.OLD;
import static com.datafly.signal.dr.k8s.release.HelmSite.RELEASE;
import static com.datafly.signal.dr.k8s.release.HelmSite.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.Fault;
import com.datafly.signal.dr.platform.ConnectionReport;
import com.datafly.signal.dr.platform.ConnectionReport.SwitchState;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.platform.SecretOwner.Kind;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.playbook.CancelPolicy;
import com.datafly.signal.dr.playbook.ConnectionSteps;
import com.datafly.signal.dr.playbook.Decision;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.ReleaseGuards;
import com.datafly.signal.dr.playbook.ReleaseSteps;
import com.datafly.signal.dr.playbook.Run;
import com.datafly.signal.dr.playbook.RunState;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A release whose database is switched, and what the next upgrade by the {@code helm} program makes of it. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("com.datafly.signal.dr.k8s.release.HelmBinary#atHand")
final class HelmConnectionTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String KEY = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

    @Parameter
    private HelmBinary helm;

    @TempDir
    private Path folder;

    private HelmSite site;
    private SignalDr dr;
    private Secret key;

    @BeforeEach
    void open() throws IOException {
        site = new HelmSite(helm, folder);
        key = Secret.of(KEY);
        dr = site.open(builder -> builder.journal(folder.resolve("journal")).secret("backup-key", key));
    }

    @AfterEach
    void close() {
        dr.close();
        key.close();
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "stringData"})
    void theNewDatabaseStaysThroughTheNextUpgrade(String form) throws IOException {
        install(form);
        RunStatus status = run(inStep());

        assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        requireEverywhere(NEW, SwitchState.SETTLED);
        upgradeByHand("7.1");
        requireEverywhere(NEW, SwitchState.SETTLED);
        assertThat(site.releases.keeps(RELEASE, SECRET, "url")).isTrue();
        assertThat(site.releases.drift(RELEASE).differences()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "stringData"})
    void theUndoPutsBothBackAndTheNextUpgradeKeepsTheFormer(String form) throws IOException {
        install(form);
        try (Run run = dr.playbooks().plan(refused()).start()) {
            RunStatus paused = run.await(LIMIT);
            assertThat(paused.step("accept").state().name()).as(told(paused)).isEqualTo("FAILED");
            requireEverywhere(NEW, SwitchState.SETTLED);

            run.cancel(CancelPolicy.UNDO, "ann", "nobody can log in");
            RunStatus undone = run.await(LIMIT);
            assertThat(undone.state()).as(told(undone)).isEqualTo(RunState.CANCELLED);
        }

        requireEverywhere(OLD, SwitchState.CLEAN);
        upgradeByHand("7.1");
        requireEverywhere(OLD, SwitchState.CLEAN);
        assertThat(site.releases.drift(RELEASE).differences()).isEmpty();
    }

    @Test
    void aSwitchDoesNotSettleWhileTheNextUpgradeWouldBringTheOldDatabaseBack() throws IOException {
        install("data");
        try (Run run = dr.playbooks()
                .plan(Playbook.define("alone", book -> switched().forEach(book::step)))
                .start()) {
            RunStatus paused = run.await(LIMIT);
            assertThat(told(paused))
                    .contains("db-settle=FAILED", "the next upgrade of the release datafly", "ReleaseSteps.upgrade");
            requireEverywhere(NEW, SwitchState.OPEN);
            assertThat(site.releases.keeps(RELEASE, SECRET, "url")).isFalse();

            site.ask("upgrade", RELEASE, site.chart.path().toString(), "--reuse-values", "--set", "url=" + NEW);
            run.decide("db-settle", Decision.retry("ann", "the values lead there now"));
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        }
        requireEverywhere(NEW, SwitchState.SETTLED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "stringData"})
    void withoutTheValuesInStepTheNextUpgradeIsWhatTheGuardSays(String form) throws IOException {
        install(form);
        run(Playbook.define("alone", book -> switched().forEach(book::step)));
        RunStatus guarded = run(Playbook.define(
                "guarded",
                book -> book.step(ReleaseSteps.record("record", RELEASE)
                        .with(step -> step.guard(ReleaseGuards.valuesInStep(RELEASE, SECRET, "url"))))));
        assertThat(told(guarded)).contains("would write another value to the key 'url'");

        if (helm.appliesOnServer() && form.equals("data")) {
            assertThatIOException()
                    .isThrownBy(() -> upgradeByHand("7.1"))
                    .withMessageContaining("conflict with \"signal-dr\"");
            assertThat(site.url()).isEqualTo(NEW);
        } else {
            upgradeByHand("7.1");
            assertThat(site.url()).isEqualTo(OLD);
        }
    }

    @Test
    void aSecretThatAHookMakesIsThatOfItsReleaseUntilTheValuesAreInStep() throws IOException {
        site.chart.asHook();
        site.install();
        Playbook unsaid =
                Playbook.define("unsaid", book -> switched(Kind.COPIER).forEach(book::step));
        assertThat(told(run(unsaid))).contains("db-prepare=FAILED", "HELM_3 datafly", "follows(HELM_3)");

        Playbook alone = Playbook.define("alone", book -> switched(Kind.OTHER).forEach(book::step));
        try (Run run = dr.playbooks().plan(alone).start()) {
            assertThat(told(run.await(LIMIT)))
                    .contains("db-settle=FAILED", "the next upgrade of the release datafly", "ReleaseSteps.upgrade");
            requireEverywhere(NEW, SwitchState.OPEN);

            site.ask("upgrade", RELEASE, site.chart.path().toString(), "--reuse-values", "--set", "url=" + NEW);
            assertThat(dr.platform().connections().look(SECRET, "url").state()).isEqualTo(SwitchState.CLEAN);
            run.decide("db-settle", Decision.retry("ann", "the hook made it anew, with the new value"));
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        }
        requireEverywhere(NEW, SwitchState.SETTLED);
    }

    @Test
    void whatAHookMadeAnewIsTakenBackByTheUndo() throws IOException {
        site.chart.asHook();
        site.install();
        Playbook alone = Playbook.define("alone", book -> switched(Kind.HELM_3).forEach(book::step));
        try (Run run = dr.playbooks().plan(alone).start()) {
            assertThat(told(run.await(LIMIT))).contains("db-settle=FAILED");
            site.ask("upgrade", RELEASE, site.chart.path().toString(), "--reuse-values", "--set", "url=" + NEW);

            run.cancel(CancelPolicy.UNDO, "ann", "nobody can log in");
            RunStatus undone = run.await(LIMIT);
            assertThat(undone.state()).as(told(undone)).isEqualTo(RunState.CANCELLED);
        }
        requireEverywhere(OLD, SwitchState.CLEAN);
    }

    @Test
    void aReleaseThatFollowsNobodyIsRefusedBeforeAnythingIsTouched() throws IOException {
        install("data");
        RunStatus refused = run(Playbook.define(
                "unsaid",
                book -> ConnectionSteps.switchOver(
                                "db",
                                SECRET,
                                settings ->
                                        settings.url("url").to("new.example").encryptionKey("backup-key"))
                        .forEach(book::step)));

        Kind owner = helm.appliesOnServer() ? Kind.HELM_4 : Kind.HELM_3;
        assertThat(told(refused)).contains("db-prepare=FAILED", owner + " datafly", "follows(" + owner + ")");
        assertThat(site.url()).isEqualTo(OLD);
    }

    @Test
    void anUndoWhoseRollbackFailsSaysSoAndIsTriedAgain() throws IOException {
        install("data");
        try (Run run = dr.playbooks().plan(refused()).start()) {
            run.await(LIMIT);
            Fault denied = Fault.refused(403, "Forbidden", "secrets \"datafly-db\" is forbidden");
            // The first patch is that of the mark, the second is Helm's.
            site.server
                    .faults()
                    .after("patch", "secrets", 1, () -> site.server.faults().next("patch", "secrets", denied));
            run.cancel(CancelPolicy.UNDO, "ann", "nobody can log in");
            RunStatus stuck = run.await(LIMIT);
            assertThat(stuck.state()).as(told(stuck)).isEqualTo(RunState.PAUSED);
            assertThat(told(stuck)).contains("upgrade", "is failed", "helm rollback datafly 1");
            assertThat(site.releases.history(RELEASE))
                    .last()
                    .extracting(StoredRelease::status)
                    .isEqualTo(Status.FAILED);

            run.decide("upgrade", Decision.retry("ann", "it may write again"));
            RunStatus undone = run.await(LIMIT);
            assertThat(undone.state()).as(told(undone)).isEqualTo(RunState.CANCELLED);
        }
        requireEverywhere(OLD, SwitchState.CLEAN);
        try (ReleaseContent content = site.releases.read(RELEASE)) {
            assertThat(content.values().<String>use(String::new)).contains(OLD);
        }
    }

    @Test
    void aRunWhoseHelmWasKilledGoesOnWhenSomebodyHasUnlockedTheRelease() throws IOException {
        install("data");
        site.chart.withEndlessHook();
        site.whenMade("jobs", ProcessHandle::destroyForcibly);
        Playbook upgrade = Playbook.define(
                "upgrade",
                book -> book.step(ReleaseSteps.record("record", RELEASE))
                        .step(ReleaseSteps.upgrade("upgrade", RELEASE, "record", how -> how.chart(site.source()))));
        try (Run run = dr.playbooks().plan(upgrade).start()) {
            RunStatus paused = run.await(LIMIT);
            assertThat(told(paused)).contains("upgrade=FAILED", "revision 2 was left pending-upgrade");

            site.chart.withoutHook();
            site.releases.unlock(site.releases.pending().get(0));
            run.decide("upgrade", Decision.retry("ann", "unlocked"));
            RunStatus status = run.await(LIMIT);
            assertThat(status.state()).as(told(status)).isEqualTo(RunState.SUCCEEDED);
        }
        assertThat(site.releases.history(RELEASE))
                .extracting(StoredRelease::status)
                .containsExactly(Status.SUPERSEDED, Status.FAILED, Status.DEPLOYED);
    }

    private void install(String form) throws IOException {
        if (form.equals("stringData")) {
            site.chart.asStringData();
        }
        site.install();
    }

    private static List<Step> switched() {
        return switched(Kind.HELM_3, Kind.HELM_4);
    }

    private static List<Step> switched(Kind... following) {
        return ConnectionSteps.switchOver(
                "db",
                SECRET,
                settings -> settings.url("url")
                        .to("new.example")
                        .encryptionKey("backup-key")
                        .follows(following));
    }

    /** The switch, with the values of the release led to the same place before it settles. */
    private static Playbook.Builder add(Playbook.Builder book) {
        book.step(Fixed.endpoint("endpoint", "new.example"));
        book.step(ReleaseSteps.record("record", RELEASE));
        for (Step step : ConnectionSteps.switchOver(
                "db",
                SECRET,
                settings -> settings.url("url")
                        .toEndpointOf("endpoint")
                        .encryptionKey("backup-key")
                        .follows(Kind.HELM_3, Kind.HELM_4))) {
            book.step(step.id().equals("db-settle") ? step.after("upgrade") : step);
            if (step.id().equals("db-switch")) {
                book.step(ReleaseSteps.upgrade(
                                "upgrade",
                                RELEASE,
                                "record",
                                how -> how.url("url").toEndpointOf("endpoint"))
                        .after("db-switch"));
            }
        }
        return book;
    }

    private static Playbook inStep() {
        return Playbook.define("switch", HelmConnectionTest::add);
    }

    private static Playbook refused() {
        return Playbook.define(
                "refused", book -> add(book).step(Fixed.refusal("accept").after("db-settle")));
    }

    private RunStatus run(Playbook playbook) {
        try (Run run = dr.playbooks().plan(playbook).start()) {
            return run.await(LIMIT);
        }
    }

    /** Upgrades with the same chart, which has a newer image, and with the values that the release has. */
    private void upgradeByHand(String image) throws IOException {
        site.chart.file("Chart.yaml", "apiVersion: v2\nname: datafly\nversion: 1.4.3\nappVersion: \"" + image + "\"\n");
        site.ask("upgrade", RELEASE, site.chart.path().toString(), "--reuse-values");
    }

    /** Requires that the Secret leads there, and every pod to where the Secret does. */
    private void requireEverywhere(String url, SwitchState state) {
        assertThat(site.url()).isEqualTo(url);
        ConnectionReport report = dr.platform().connections().look(SECRET, "url");
        assertThat(report.doubtful()).isEmpty();
        assertThat(report.state()).isEqualTo(state);
        assertThat(site.server.objects().list("pods", NAMESPACE)).hasSize(2);
    }

    private static String told(RunStatus status) {
        Map<String, String> steps = new TreeMap<>();
        status.steps()
                .forEach(step ->
                        steps.put(step.id(), step.state() + " " + step.failure().orElse("")));
        return status + " " + steps;
    }
}
