package com.datafly.signal.dr.k8s.helm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.ApiServer;
import com.datafly.signal.dr.k8s.testing.Pace;
import com.datafly.signal.dr.platform.ChartSource;
import com.datafly.signal.dr.platform.ReleaseBundle;
import com.datafly.signal.dr.platform.ReleaseBundle.Facts;
import com.datafly.signal.dr.platform.ReleaseBundle.Reinstall;
import com.datafly.signal.dr.platform.ReleaseBundles;
import com.datafly.signal.dr.platform.ReleaseChange;
import com.datafly.signal.dr.platform.ReleaseContent;
import com.datafly.signal.dr.platform.StoredRelease;
import com.datafly.signal.dr.platform.StoredRelease.Status;
import com.datafly.signal.dr.playbook.Plan;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.ReleaseSteps;
import com.datafly.signal.dr.store.FileSystemObjectStore;
import com.marcnuri.helm.Helm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Releases that Helm 3 makes on our behalf, all the way from the portable API to the objects of the cluster. */
final class HelmJavaTest extends RealHelmFixture {

    @Test
    void aReleaseIsInstalledReadAndUpgradedFromTheChartThatItKeeps() throws IOException {
        StoredRelease installed = install(chart());
        assertThat(installed.revision()).isEqualTo(1);
        assertThat(installed.chart()).contains("datafly-1.4.2");
        assertThat(url(server)).isEqualTo(OLD);
        assertThat(releases.drift("datafly").differences()).isEmpty();
        assertThat(releases.places("datafly", Secret.of(OLD))).containsExactly("url");

        StoredRelease upgraded = releases.upgrade(ReleaseChange.of(
                "datafly",
                change -> change.set("url", Secret.of(NEW)).key(key("switch")).base(1)));

        assertThat(upgraded.revision()).isEqualTo(2);
        assertThat(upgraded.description()).contains("signal-dr " + key("switch"));
        assertThat(url(server)).isEqualTo(NEW);
        assertThat(releases.history("datafly"))
                .extracting(StoredRelease::status)
                .containsExactly(Status.SUPERSEDED, Status.DEPLOYED);
        try (ReleaseContent content = releases.read("datafly")) {
            assertThat(content.values().<String>use(String::new)).contains(NEW, password.use(String::new));
            assertThat(content.subcharts()).isEmpty();
        }
    }

    @Test
    void theSameChangeIsMadeOnce() throws IOException {
        install(chart());
        ReleaseChange change = ReleaseChange.of(
                "datafly", more -> more.set("url", Secret.of(NEW)).key(key("switch")));
        releases.upgrade(change);

        assertThat(releases.upgrade(change).revision()).isEqualTo(2);
    }

    @Test
    void anUpgradeBringsTheOldDatabaseBackUnlessTheValuesAreInStep() throws IOException {
        Path chart = chart();
        install(chart);
        server.objects()
                .patch(
                        "secrets",
                        NAMESPACE,
                        "datafly-db",
                        "{data: {url: " + Base64.getEncoder().encodeToString(NEW.getBytes(UTF_8)) + "}}");
        assertThat(releases.keeps("datafly", "datafly-db", "url")).isFalse();
        assertThat(releases.drift("datafly").differences())
                .singleElement()
                .asString()
                .contains("/data/url");

        String place = releases.places("datafly", Secret.of(OLD)).get(0);
        releases.upgrade(ReleaseChange.of("datafly", change -> change.set(place, Secret.of(NEW))));

        assertThat(releases.keeps("datafly", "datafly-db", "url")).isTrue();
        assertThat(releases.drift("datafly").differences()).isEmpty();
        releases.upgrade(ReleaseChange.of("datafly", change -> change.chart(ChartSource.path(chart))));
        assertThat(url(server)).isEqualTo(NEW);
    }

    @Test
    void anUmbrellaIsExportedWithItsArchiveAndInstalledInAnotherCluster() throws IOException {
        Path chart = umbrella();
        new Helm(chart).packageIt().withDestination(folder).call();
        install(chart);
        DrException incomplete = failed(
                ErrorCode.FAILED_PRECONDITION,
                () -> releases.upgrade(ReleaseChange.of("datafly", change -> change.set("url", Secret.of(NEW)))));
        assertThat(incomplete).hasMessageContaining("cache");

        try (FileSystemObjectStore store = FileSystemObjectStore.open(Files.createDirectory(folder.resolve("store")));
                Secret key = Secret.of(Base64.getEncoder().encodeToString(new byte[32]))) {
            ReleaseBundles bundles = releases.bundles(store, "", key);
            Facts alone = bundles.export("datafly", ReleaseBundle.Extras.NONE);
            assertThat(alone.reinstall()).isEqualTo(Reinstall.MANIFEST_ALONE);
            assertThat(alone.subcharts()).containsExactly("cache");
            Facts facts = bundles.export("datafly", ReleaseBundle.Extras.chart(folder.resolve("datafly-1.4.2.tgz")));
            assertThat(facts.reinstall()).isEqualTo(Reinstall.FROM_ARCHIVE);
            assertThat(facts.images()).containsOnlyKeys("registry.example/api:1.4.2");
            secrets.search(folder.resolve("store"));

            reinstallElsewhere(bundles, facts);
        }
    }

    private void reinstallElsewhere(ReleaseBundles bundles, Facts facts) throws IOException {
        try (ApiServer other = ApiServer.start().namespace(NAMESPACE)) {
            other.cluster().pace(Pace.AT_ONCE);
            try (SignalDr there = opened(other, "other");
                    ReleaseBundle bundle = bundles.open(facts.key())) {
                StoredRelease made = there.platform()
                        .releases()
                        .reinstall(bundle, ReleaseChange.of("datafly", change -> change.set("url", Secret.of(NEW))));

                assertThat(made.revision()).isEqualTo(1);
                assertThat(url(other)).isEqualTo(NEW);
                assertThat(other.objects().find("configmaps", NAMESPACE, "cache"))
                        .isPresent();
                assertThat(there.platform().releases().drift("datafly").differences())
                        .isEmpty();
            }
        }
    }

    @Test
    void aReleaseThatIsTooLargeIsRefusedAndNothingIsDeployed() throws IOException {
        Path chart = chart();
        byte[] noise = new byte[1_200_000];
        new Random(7).nextBytes(noise);
        Files.write(chart.resolve("noise.bin"), noise);

        DrException failure = failed(ErrorCode.QUOTA, () -> install(chart));

        assertThat(failure.effect()).isEqualTo(Effect.NONE);
        assertThat(server.objects().find("secrets", NAMESPACE, "datafly-db")).isEmpty();
    }

    @Test
    void aPendingRevisionIsRefusedUnlockedAndUpgradedFrom() throws IOException {
        Path chart = chart();
        install(chart);
        pending();

        StoredRelease seen = releases.pending().get(0);
        DrException busy = failed(
                ErrorCode.FAILED_PRECONDITION,
                () -> releases.upgrade(ReleaseChange.of("datafly", change -> change.set("url", Secret.of(NEW)))));
        assertThat(busy).hasMessageContaining("pending-upgrade");
        releases.unlock(seen);

        assertThat(releases.pending()).isEmpty();
        StoredRelease upgraded = releases.upgrade(ReleaseChange.of(
                "datafly", change -> change.chart(ChartSource.path(chart)).set("url", Secret.of(NEW))));
        assertThat(upgraded.status()).isEqualTo(Status.DEPLOYED);
        assertThat(url(server)).isEqualTo(NEW);
    }

    /** Leaves what an upgrade leaves that dies after it has noted what it is about to do. */
    private void pending() throws IOException {
        String stored = server.objects()
                .get("secrets", NAMESPACE, "sh.helm.release.v1.datafly.v1")
                .at("/data/release")
                .asText();
        byte[] folded = Base64.getDecoder().decode(Base64.getDecoder().decode(stored));
        String json;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(folded))) {
            json = new String(in.readAllBytes(), UTF_8)
                    .replace("\"status\":\"deployed\"", "\"status\":\"pending-upgrade\"")
                    .replace("\"version\":1,", "\"version\":2,");
        }
        String release = Base64.getEncoder().encodeToString(Base64.getEncoder().encode(json.getBytes(UTF_8)));
        server.objects()
                .put("{apiVersion: v1, kind: Secret, type: helm.sh/release.v1, metadata: {name:"
                        + " sh.helm.release.v1.datafly.v2, namespace: datafly, labels: {owner: helm, name: datafly,"
                        + " status: pending-upgrade, version: \"2\"}}, data: {release: \"" + release + "\"}}");
    }

    @Test
    void whatHelmRefusesIsUnderstood() throws IOException {
        Path chart = chart();
        install(chart);

        failed(ErrorCode.INVALID_ARGUMENT, () -> upgradeWith(chart, "replicas: many\n"));
        failed(ErrorCode.INVALID_ARGUMENT, () -> upgradeWith(chart, "password: [" + password.use(String::new)));
        failed(ErrorCode.NOT_FOUND, () -> upgradeWith(folder.resolve("none"), "{}"));
        write(chart, "templates/broken.yaml", "a: {{ required \"a value is required\" .Values.missing }}\n");
        DrException missing = failed(ErrorCode.INVALID_ARGUMENT, () -> upgradeWith(chart, "{}"));
        assertThat(missing).hasMessageContaining("a value is required");
        assertThat(missing.effect()).isEqualTo(Effect.NONE);
        failed(
                ErrorCode.UNSUPPORTED,
                () -> releases.rollBack(ReleaseChange.of("datafly", change -> change.base(1)), 1));
        assertThat(releases.history("datafly")).hasSize(1);
    }

    private void upgradeWith(Path chart, String values) {
        try (Secret yaml = Secret.of(values)) {
            releases.upgrade(ReleaseChange.of(
                    "datafly", change -> change.chart(ChartSource.path(chart)).values(yaml)));
        }
    }

    @Test
    void aRevisionThatFailsIsAppliedAndTellsNoValue() throws IOException {
        Path chart = chart();
        install(chart);
        write(
                chart,
                "templates/bad.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: Bad_Name}\nstringData:"
                        + " {p: {{ .Values.password | quote }}}\n");

        DrException failure = failed(
                ErrorCode.INVALID_ARGUMENT,
                () -> releases.upgrade(ReleaseChange.of("datafly", change -> change.chart(ChartSource.path(chart)))));

        assertThat(failure.effect()).isNotEqualTo(Effect.NONE);
        assertThat(releases.history("datafly"))
                .extracting(StoredRelease::status)
                .isEqualTo(List.of(Status.DEPLOYED, Status.FAILED));
    }

    @Test
    void aPlanSaysWhatDeploysAndWhatThatCannotDo() throws IOException {
        install(chart());

        Plan plan = planned("helm-java");

        assertThat(plan.steps().get(1).changes())
                .anySatisfy(line -> assertThat(line).contains("by helm-java"))
                .anySatisfy(line -> assertThat(line).contains("has no undo"));
        assertThat(plan.warnings()).singleElement().asString().contains("back", "cannot roll back");
    }

    @Test
    void aPlanWarnsWhereTheCommandIsMissing() throws IOException {
        install(chart());

        assertThat(planned("helm").warnings()).asString().contains("upgrade", "cannot be started");
    }

    /** Plans to deploy by an executor, of which the command is missing. */
    private Plan planned(String by) {
        try (SignalDr there = SignalDr.builder()
                .journal(folder.resolve("journal"))
                .platform(
                        "k8s:" + NAMESPACE,
                        options -> options.option(
                                        "kubeconfig", folder.resolve("config").toString())
                                .option("releases-by", by)
                                .option(
                                        "releases-command",
                                        folder.resolve("none").toString()))
                .build()) {
            return there.playbooks()
                    .plan(Playbook.define(
                            "deploy",
                            book -> book.step(ReleaseSteps.record("record", "datafly"))
                                    .step(ReleaseSteps.upgrade("upgrade", "datafly", "record", how -> {}))
                                    .step(ReleaseSteps.rollBack("back", "datafly", "record", 1))));
        }
    }

    @Test
    void aReleaseIsRemovedOnce() throws IOException {
        install(chart());

        releases.uninstall(ReleaseChange.of("datafly", change -> {}));
        releases.uninstall(ReleaseChange.of("datafly", change -> {}));

        assertThat(releases.list()).isEmpty();
        assertThat(server.objects().find("secrets", NAMESPACE, "datafly-db")).isEmpty();
    }
}
