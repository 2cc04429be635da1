package com.datafly.signal.dr.k8s.release;

import static com.datafly.signal.dr.k8s.release.HelmSite.NAMESPACE;
import static com.datafly.signal.dr.k8s.release.HelmSite.NEW;
import static com.datafly.signal.dr.k8s.release.HelmSite.OLD;
import static com.datafly.signal.dr.k8s.release.HelmSite.RELEASE;
import static com.datafly.signal.dr.k8s.release.HelmSite.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.platform.ReleaseDrift.Difference;
import com.datafly.signal.dr.platform.ReleaseDrift.Kind;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.ReleaseGuards;
import com.datafly.signal.dr.playbook.ReleaseSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects of a release that a real {@code helm} made, and that somebody changed, removed or hides since. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("com.datafly.signal.dr.k8s.release.HelmBinary#atHand")
final class RealHelmDriftTest {

    @Parameter
    private HelmBinary helm;

    @TempDir
    private Path folder;

    private HelmSite site;

    @BeforeEach
    void install() throws IOException {
        site = new HelmSite(helm, folder);
        site.install();
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void whatSomebodyChangedByHandIsToldFieldByField() throws IOException {
        assertThat(site.releases.drift(RELEASE).isNone()).isTrue();
        assertThat(site.releases.drift(RELEASE).objects()).isEqualTo(2);
        assertThat(guarded()).isEqualTo("[]");
        site.server.objects().patch("deployments.apps", NAMESPACE, "management-api", "{spec: {replicas: 5}}");
        String url = Base64.getEncoder().encodeToString(NEW.getBytes(UTF_8));
        site.server.objects().patch("secrets", NAMESPACE, SECRET, "{data: {url: " + url + "}}");

        List<Difference> found = site.releases.drift(RELEASE).differences();

        assertThat(found)
                .extracting(Difference::toString)
                .containsExactlyInAnyOrder(
                        "v1 Secret datafly/datafly-db CHANGED: /data/url: another value is wanted than is there",
                        "apps/v1 Deployment datafly/management-api CHANGED: /spec/replicas: 2 is wanted, 5 is there");
        assertThat(guarded())
                .contains("FAILED", "/spec/replicas: 2 is wanted, 5 is there")
                .doesNotContain(NEW, OLD, url);
        site.ask(
                helm.appliesOnServer()
                        ? new String[] {"rollback", RELEASE, "1", "--force-conflicts"}
                        : new String[] {"rollback", RELEASE, "1"});
        assertThat(site.releases.drift(RELEASE).revision()).isEqualTo(2);
        assertThat(site.releases.drift(RELEASE).isNone()).isTrue();
    }

    @Test
    void whatSomebodyRemovedIsMissing() throws IOException {
        site.server.objects().delete("deployments.apps", NAMESPACE, "management-api");

        assertThat(site.releases.drift(RELEASE).differences()).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo(Kind.MISSING);
            assertThat(one.object().name()).isEqualTo("management-api");
        });
        assertThat(guarded()).contains("FAILED", "MISSING");
    }

    @Test
    void whatMayNotBeReadIsUnprovenAndNotMissing() throws IOException {
        try (SignalDr reader = open(Grant.of(NAMESPACE, "", Set.of("get", "list"), Set.of("secrets", "configmaps")))) {
            assertThat(reader.platform().releases().drift(RELEASE).differences())
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.kind()).isEqualTo(Kind.UNREADABLE);
                        assertThat(one.object().kind()).isEqualTo("Deployment");
                        assertThat(one.fields()).singleElement().asString().contains("deployments");
                    });
            assertThat(guarded(reader)).contains("UNPROVEN", "UNREADABLE");

            site.server.objects().delete("secrets", NAMESPACE, SECRET);
            assertThat(guarded(reader)).contains("FAILED", "MISSING", "UNREADABLE");
        }
    }

    private String guarded() {
        try (SignalDr dr = site.open(builder -> builder.journal(folder.resolve("journal")))) {
            return guarded(dr);
        }
    }

    /** Returns the problems of a plan that the guard holds back. */
    private static String guarded(SignalDr dr) {
        Playbook playbook = Playbook.define(
                "guarded",
                book -> book.step(ReleaseSteps.record("record", RELEASE)
                        .with(step -> step.precheck(ReleaseGuards.noDrift(RELEASE)))));
        return dr.playbooks().plan(playbook).problems().toString();
    }

    private SignalDr open(Grant... grants) throws IOException {
        String token = site.server.token("reader", List.of(grants));
        Path kubeconfig = Files.writeString(folder.resolve("reader"), site.server.kubeconfig(token));
        return SignalDr.builder()
                .platform("k8s:" + NAMESPACE, options -> options.option("kubeconfig", kubeconfig.toString()))
                .journal(folder.resolve("journal"))
                .build();
    }
}
