package com.datafly.signal.dr.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.platform.ReleaseBundle.Extras;
import com.datafly.signal.dr.platform.ReleaseBundle.Facts;
import com.datafly.signal.dr.platform.ReleaseBundle.Reinstall;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ReleaseBundlesTest extends ReleaseFixture {

    private final InMemoryObjectStore store = InMemoryObjectStore.create("bundles", clock);
    private final ReleaseBundles bundles = releases.bundles(store, "releases/", key);

    @Test
    void anExportHoldsWhatRanAndTheStoreCannotReadIt() throws Exception {
        world.deployment("api", workload -> workload.replicas(2).container("api", "registry.example/api:1.4.2"));
        world.settle();
        install();
        releases.upgrade(toUrl("jdbc:postgresql://new.example/datafly", change -> {}));

        Facts facts = bundles.export("datafly", Extras.NONE);

        assertThat(facts.revision()).isEqualTo(2);
        assertThat(facts.chart()).isEqualTo("datafly-1.4.2");
        assertThat(facts.reinstall()).isEqualTo(Reinstall.FROM_STORED_CHART);
        assertThat(facts.history()).hasSize(2);
        assertThat(facts.images()).containsOnlyKeys("registry.example/api:1.4.2");
        assertThat(facts.images().get("registry.example/api:1.4.2"))
                .singleElement()
                .asString()
                .contains("@sha256:");
        byte[] stored = store.read(facts.key()).readAllBytes();
        secrets.search("an export", stored);
        assertThat(new String(stored, UTF_8)).doesNotContain("datafly");
        try (ReleaseBundle bundle = bundles.open(facts.key())) {
            assertThat(bundle.facts()).isEqualTo(facts);
            assertThat(bundle.content().values().<String>use(String::new)).contains("new.example", password());
            assertThat(bundle.content().manifest().<String>use(String::new)).contains("\"kind\": \"Deployment\"");
            assertThat(bundle.revisions()).containsOnlyKeys(1, 2);
            secrets.search("a bundle", bundle + " " + bundle.revisions());
        }
    }

    @Test
    void everyExportIsAnObjectOfItsOwn() {
        install();
        Facts first = bundles.export("datafly", Extras.NONE);
        clock.advance(Duration.ofSeconds(1));
        Facts second = bundles.export("datafly", Extras.NONE);

        assertThat(bundles.keys("datafly")).containsExactly(first.key(), second.key());
        assertThat(bundles.keys("data")).isEmpty();
    }

    @Test
    void aRevisionThatCannotBeReadIsInTheHistoryAlone() {
        install();
        releases.upgrade(toUrl("jdbc:postgresql://new.example/datafly", change -> {}));
        world.damageRelease("datafly", 1);

        Facts facts = bundles.export("datafly", Extras.NONE);

        assertThat(facts.history()).hasSize(2);
        try (ReleaseBundle bundle = bundles.open(facts.key())) {
            assertThat(bundle.revisions()).containsOnlyKeys(2);
        }
        world.damageRelease("datafly", 2);
        refused(ErrorCode.INTEGRITY_FAILED, () -> bundles.export("datafly", Extras.NONE));
    }

    @Test
    void anExportIsInstalledWhereTheReleaseIsNot() {
        install();
        Facts facts = bundles.export("datafly", Extras.NONE);
        try (InMemoryPlatform elsewhere =
                        InMemoryPlatform.create("elsewhere", clock).chart(chart(TEMPLATE));
                SignalDr there = opened(elsewhere);
                ReleaseBundle bundle = bundles.open(facts.key())) {
            ReleaseChange change = ReleaseChange.of(
                    "datafly", more -> more.set("url", Secret.of("jdbc:postgresql://restored.example/datafly")));

            assertThat(there.platform().releases().reinstall(bundle, change).revision())
                    .isEqualTo(1);

            assertThat(elsewhere.value("db", "url")).contains("jdbc:postgresql://restored.example/datafly");
            assertThat(elsewhere.value("db", "password")).contains(password());
            assertThat(there.platform().releases().reinstall(bundle, change).revision())
                    .isEqualTo(1);
            assertThat(elsewhere.faults().count("install")).isEqualTo(1);
        }
    }

    @Test
    void aChartWithOthersWithinItIsSaidToNeedItsArchive() throws Exception {
        world.chart(chart(TEMPLATE, "postgresql"));
        install();

        Facts without = bundles.export("datafly", Extras.NONE);
        assertThat(without.reinstall()).isEqualTo(Reinstall.MANIFEST_ALONE);
        assertThat(without.subcharts()).containsExactly("postgresql");
        releases.uninstall(ReleaseChange.of("datafly", change -> {}));
        try (ReleaseBundle bundle = bundles.open(without.key())) {
            DrException failure = refused(
                    ErrorCode.FAILED_PRECONDITION,
                    () -> releases.reinstall(bundle, ReleaseChange.of("datafly", change -> {})));
            assertThat(failure).hasMessageContaining("postgresql");
        }

        install();
        clock.advance(Duration.ofSeconds(1));
        Facts with = bundles.export("datafly", Extras.chart(archive("name: datafly\nversion: \"1.4.2\" # of today\n")));
        assertThat(with.reinstall()).isEqualTo(Reinstall.FROM_ARCHIVE);
        try (ReleaseBundle bundle = bundles.open(with.key())) {
            assertThat(bundle.chart()).isPresent();
        }
    }

    @Test
    void anArchiveOfAnotherChartIsRefused() throws Exception {
        install();

        Path other = archive("apiVersion: v2\nname: other\nversion: 2.0.0\n");
        assertThat(refused(ErrorCode.INVALID_ARGUMENT, () -> bundles.export("datafly", Extras.chart(other))))
                .hasMessageContaining("other-2.0.0");
        Path nothing = Files.writeString(folder.resolve("nothing.tgz"), "nothing");
        refused(ErrorCode.INVALID_ARGUMENT, () -> bundles.export("datafly", Extras.chart(nothing)));
        assertThat(bundles.keys("datafly")).isEmpty();
    }

    @Test
    void anArchiveThatIsNotToBeFoundIsRefusedAndNothingIsExported() {
        install();

        DrException failure = refused(
                ErrorCode.INVALID_ARGUMENT,
                () -> bundles.export("datafly", Extras.chart(folder.resolve("nowhere.tgz"))));

        assertThat(failure).hasMessageContaining("nowhere.tgz");
        assertThat(bundles.keys("datafly")).isEmpty();
    }

    @Test
    void anExportIsOpenedWithItsOwnKeyAndUnderItsOwnNameAlone() throws Exception {
        install();
        Facts facts = bundles.export("datafly", Extras.NONE);
        byte[] stored = store.read(facts.key()).readAllBytes();
        Secret other =
                Secret.of(Base64.getEncoder().encodeToString("another key, with 32 bytes of it".getBytes(UTF_8)));

        refused(
                ErrorCode.UNAUTHENTICATED,
                () -> releases.bundles(store, "releases/", other).open(facts.key()));
        store.write("releases/datafly/moved.bundle", stored, Precondition.absent());
        refused(ErrorCode.INTEGRITY_FAILED, () -> bundles.open("releases/datafly/moved.bundle"));
        stored[stored.length - 20] ^= 1;
        store.delete(facts.key(), Precondition.none());
        store.write(facts.key(), stored, Precondition.absent());
        refused(ErrorCode.INTEGRITY_FAILED, () -> bundles.open(facts.key()));
        refused(ErrorCode.NOT_FOUND, () -> bundles.open("releases/datafly/none.bundle"));
        refused(ErrorCode.INVALID_ARGUMENT, () -> releases.bundles(store, "", Secret.of("too short")));
    }

    /** Packs a Chart.yaml as helm package does. */
    private Path archive(String description) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream tar = new GZIPOutputStream(bytes)) {
            byte[] content = description.getBytes(UTF_8);
            byte[] head = new byte[512];
            put(head, 0, "datafly/Chart.yaml");
            put(head, 124, String.format(Locale.ROOT, "%011o", content.length));
            tar.write(head);
            tar.write(Arrays.copyOf(content, 512));
            tar.write(new byte[1024]);
        }
        return Files.write(folder.resolve("chart.tgz"), bytes.toByteArray());
    }

    private static void put(byte[] head, int at, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, head, at, bytes.length);
    }
}
