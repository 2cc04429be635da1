package com.datafly.signal.dr.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.internal.seal.Seal;
import com.datafly.signal.dr.platform.ReleaseBundle.Extras;
import com.datafly.signal.dr.platform.ReleaseBundle.Facts;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import com.datafly.signal.dr.tck.InMemoryPlatform;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several clusters export to one store, below one prefix. */
class ReleaseOriginsTest extends ReleaseFixture {

    private final InMemoryObjectStore store = InMemoryObjectStore.create("origins", clock);
    private final ReleaseBundles bundles = releases.bundles(store, "releases/", key);
    private final InMemoryPlatform second =
            InMemoryPlatform.create("second", clock).chart(chart(TEMPLATE));
    private final SignalDr there = opened(second);
    private final ReleaseBundles others = there.platform().releases().bundles(store, "releases/", key);

    @AfterEach
    void closeSecond() {
        there.close();
        second.close();
    }

    @Test
    void eachClusterFindsItsOwnExports() {
        install(releases);
        install(there.platform().releases());
        Facts ours = bundles.export("datafly", Extras.NONE);
        clock.advance(Duration.ofSeconds(1));
        Facts theirs = others.export("datafly", Extras.NONE);

        assertThat(bundles.keys("datafly")).containsExactly(ours.key());
        assertThat(others.keys("datafly")).containsExactly(theirs.key());
    }

    @Test
    void anExportFromElsewhereIsTakenByNameAlone() {
        install(there.platform().releases());
        Facts theirs = others.export("datafly", Extras.NONE);
        ReleaseOrigin origin = new ReleaseOrigin(there.platform().clusterId(), "second");

        DrException refused = refused(ErrorCode.FAILED_PRECONDITION, () -> bundles.keys("datafly"));

        assertThat(refused).hasMessageContaining("1 from " + origin);
        assertThat(theirs.origin()).isEqualTo(origin);
        assertThat(bundles.origins("datafly")).containsExactly(origin);
        assertThat(bundles.keys("datafly", origin)).containsExactly(theirs.key());
        assertThat(bundles.keys("datafly", ReleaseOrigin.cluster(origin.cluster())))
                .containsExactly(theirs.key());
        assertThat(bundles.keys("other", origin)).isEmpty();
        assertThat(bundles.keys("other")).isEmpty();
    }

    @Test
    void severalNamespacesOfTheNamedClusterAreListedAndNoneIsTaken() throws Exception {
        install(there.platform().releases());
        Facts theirs = others.export("datafly", Extras.NONE);
        String cluster = theirs.clusterId();
        byte[] content = store.read(theirs.key()).readAllBytes();
        String staging = theirs.key().replace("/second/", "/staging/");
        store.write(staging, content, Precondition.absent());

        DrException refused =
                refused(ErrorCode.FAILED_PRECONDITION, () -> bundles.keys("datafly", ReleaseOrigin.cluster(cluster)));

        assertThat(refused)
                .hasMessageContaining("namespace second of cluster " + cluster)
                .hasMessageContaining("namespace staging of cluster " + cluster);
        assertThat(bundles.keys("datafly", new ReleaseOrigin(cluster, "second")))
                .containsExactly(theirs.key());
        refused(ErrorCode.INTEGRITY_FAILED, () -> bundles.open(staging));
    }

    @Test
    void anExportFromBeforePlacesToldTheOriginTellsItWithin() throws Exception {
        install(releases);
        install(there.platform().releases());
        String former = former(bundles.export("datafly", Extras.NONE));
        clock.advance(Duration.ofSeconds(1));
        String theirs = former(others.export("datafly", Extras.NONE));
        store.write("releases/datafly/damaged.bundle", new byte[100], Precondition.absent());
        clock.advance(Duration.ofSeconds(1));
        Facts now = bundles.export("datafly", Extras.NONE);

        assertThat(bundles.keys("datafly")).containsExactly(former, now.key());
        assertThat(others.keys("datafly")).containsExactly(theirs);
        assertThat(bundles.origins("datafly")).hasSize(3);
        try (ReleaseBundle bundle = bundles.open(former)) {
            assertThat(bundle.facts().origin()).isEqualTo(now.origin());
        }
    }

    /** Moves an export to where it once would have been. */
    private String former(Facts facts) throws IOException {
        String key = "releases/datafly/" + facts.key().substring(facts.key().lastIndexOf('/') + 1);
        Seal seal = Seal.of(this.key);
        byte[] content = store.read(facts.key()).readAllBytes();
        store.write(key, seal.seal(key, seal.open(facts.key(), content)), Precondition.absent());
        store.delete(facts.key(), Precondition.none());
        return key;
    }

    @Test
    void whereTheClusterCannotBeToldTheNamespaceAloneIsAndThatIsSaid() {
        install(releases);
        world.deny("get", "namespaces");

        Facts facts = bundles.export("datafly", Extras.NONE);

        assertThat(facts.clusterId()).isEmpty();
        assertThat(facts.origin()).hasToString("namespace releases of a cluster whose id could not be read");
        assertThat(bundles.keys("datafly")).containsExactly(facts.key());
        assertThat(bundles.origins("datafly")).containsExactly(facts.origin());
        assertThat(refused(ErrorCode.FAILED_PRECONDITION, () -> others.keys("datafly")))
                .hasMessageContaining("whose id could not be read");
        assertThat(others.keys("datafly", facts.origin())).containsExactly(facts.key());
    }

    @Test
    void theOnlyExportsThatThereAreAreChosenAndItIsSaidWhoseTheyAre() {
        install(releases);
        Facts facts = bundles.export("datafly", Extras.NONE);

        ReleaseChoice chosen = bundles.choose("datafly", Optional.of(ReleaseOrigin.cluster("kube-system-uid")))
                .orElseThrow();

        assertThat(chosen.key()).isEqualTo(facts.key());
        assertThat(chosen.origin()).isEqualTo(facts.origin());
        assertThat(chosen.doubts())
                .singleElement()
                .asString()
                .contains("comes from cluster kube-system-uid", "all come from " + facts.origin());
        assertThat(bundles.choose("other", Optional.empty())).isEmpty();
        refused(ErrorCode.FAILED_PRECONDITION, () -> others.choose("datafly", Optional.empty()));
        refused(ErrorCode.FAILED_PRECONDITION, () -> bundles.keys("datafly", ReleaseOrigin.cluster("kube-system-uid")));
    }

    @Test
    void severalForeignOriginsAreListedAndNoneIsChosen() throws Exception {
        install(releases);
        Facts facts = bundles.export("datafly", Extras.NONE);
        under(facts, "another-uid", "20250115T110000.000Z");

        DrException refused = refused(
                ErrorCode.FAILED_PRECONDITION,
                () -> bundles.choose("datafly", Optional.of(ReleaseOrigin.cluster("kube-system-uid"))));

        assertThat(refused)
                .hasMessageContaining("1 from " + facts.origin())
                .hasMessageContaining("of cluster another-uid");
    }

    @Test
    void aNewerExportUnderAnotherIdIsSaid() throws Exception {
        install(releases);
        Facts facts = bundles.export("datafly", Extras.NONE);
        under(facts, "another-uid", "20250115T090000.000Z");
        assertThat(bundles.choose("datafly", Optional.empty()).orElseThrow().doubts())
                .isEmpty();
        under(facts, "another-uid", "20250115T110000.000Z");
        under(facts, "another-uid", "20250115T120000.000Z");

        ReleaseChoice chosen = bundles.choose("datafly", Optional.of(ReleaseOrigin.cluster(facts.clusterId())))
                .orElseThrow();

        assertThat(chosen.key()).isEqualTo(facts.key());
        assertThat(chosen.doubts())
                .singleElement()
                .asString()
                .contains("namespace releases of cluster another-uid", "20250115T120000.000Z");
        assertThat(bundles.choose("datafly", Optional.empty())).contains(chosen);
    }

    @Test
    void onesOwnExportsUnderAFormerIdAreChosenIfThereAreNoOthers() throws Exception {
        install(releases);
        Facts facts = bundles.export("datafly", Extras.NONE);
        under(facts, "former-uid", "20250115T110000.000Z");
        store.delete(facts.key(), Precondition.none());

        ReleaseChoice chosen = bundles.choose("datafly", Optional.empty()).orElseThrow();

        assertThat(chosen.origin()).isEqualTo(new ReleaseOrigin("former-uid", "releases"));
        assertThat(chosen.doubts()).singleElement().asString().contains("none comes from " + facts.origin());
    }

    /** Puts an export where another cluster, or the same by another id, would have. */
    private void under(Facts facts, String cluster, String time) throws IOException {
        String name = facts.key().substring(facts.key().lastIndexOf('/') + 1);
        String key = facts.key()
                .replace("/" + facts.clusterId() + "/", "/" + cluster + "/")
                .replace(name, time + "-v1.bundle");
        store.write(key, store.read(facts.key()).readAllBytes(), Precondition.absent());
    }

    @Test
    void whatElseLiesBelowTheReleaseIsNoExportOfIt() {
        install(releases);
        Facts facts = bundles.export("datafly", Extras.NONE);
        ReleaseBundles nested = releases.bundles(store, "releases/datafly/", key);
        clock.advance(Duration.ofSeconds(1));
        Facts inner = nested.export("datafly", Extras.NONE);

        assertThat(bundles.keys("datafly")).containsExactly(facts.key());
        assertThat(nested.keys("datafly")).containsExactly(inner.key());
    }
}
