package com.datafly.signal.dr.k8s.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.journal.Lease;
import com.datafly.signal.dr.journal.LeaseHolder;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.k8s.KubernetesJournal;
import com.datafly.signal.dr.k8s.internal.client.ClientOptions;
import com.datafly.signal.dr.k8s.internal.client.Connection;
import com.datafly.signal.dr.k8s.internal.client.KubernetesAddress;
import com.datafly.signal.dr.k8s.internal.driver.KubernetesDriver;
import com.datafly.signal.dr.k8s.testing.Grant;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.spi.PlatformDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a journal in a cluster may need, and what it says where it gets less. */
class ClusterAccessTest extends ClusterFixture {

    private static final Set<String> SECRETS = Set.of("get", "list", "create", "patch");
    private static final Set<String> LEASES = Set.of("get", "create", "patch");

    @Test
    void theRoleOfTheDocumentationIsEnough() {
        work(site().openAs(grants(SECRETS, LEASES)));

        assertThat(site().server().calls())
                .filteredOn(call -> call.status() == 403)
                .extracting(call -> call.verb() + " " + call.resource())
                .containsOnly("get namespaces");
    }

    @ParameterizedTest
    @CsvSource({
        "get, secrets",
        "list, secrets",
        "create, secrets",
        "patch, secrets",
        "get, leases",
        "create, leases",
        "patch, leases"
    })
    void aVerbThatIsMissingIsNamedAndNothingIsConcluded(String verb, String resource) {
        JournalDriver driver = site().openAs(grants(
                resource.equals("secrets") ? without(SECRETS, verb) : SECRETS,
                resource.equals("leases") ? without(LEASES, verb) : LEASES));

        DrException denied = catchThrowableOfType(DrException.class, () -> work(driver));

        assertThat(denied.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(denied.effect()).isEqualTo(Effect.NONE);
        assertThat(denied.getMessage()).contains("may not " + verb + " " + resource, "HINT: ");
    }

    @Test
    void aJournalIsLostWithItsCluster() {
        FailureDomain cluster = FailureDomain.of("cluster", uid("kube-system"));

        assertThat(site().open().address()).isEqualTo("k8s:signal-dr");
        assertThat(site().open().failureDomains())
                .containsExactly(
                        FailureDomain.of("address", "k8s:signal-dr"),
                        cluster,
                        FailureDomain.of("cluster", uid(Site.NAMESPACE)));
        assertThat(site().openAs(grants(SECRETS, LEASES)).failureDomains())
                .containsExactly(FailureDomain.of("address", "k8s:signal-dr"));
    }

    @Test
    void theClusterIsTheOneThatThePlatformNames() {
        Path kubeconfig = site().kubeconfig(site().server().token());
        ClientOptions options =
                new ClientOptions(Optional.empty(), Optional.of(kubeconfig), ClientOptions.DEFAULT_TIMEOUT);

        try (PlatformDriver platform =
                new KubernetesDriver(Connection.open(new KubernetesAddress(Site.NAMESPACE), options))) {
            assertThat(site().open().failureDomains()).contains(FailureDomain.of("cluster", platform.clusterId()));
        }
    }

    @Test
    void aNamespaceThatIsMissingIsToldBeforeAnythingIsWritten() {
        Path kubeconfig = site().kubeconfig(site().server().token());

        DrException missing = failure(
                ErrorCode.NOT_FOUND,
                () -> KubernetesJournal.open("k8s:elsewhere", options -> options.kubeconfig(kubeconfig)));

        assertThat(missing.getMessage()).contains("kubectl create namespace elsewhere");
    }

    @Test
    void whatLeadsToNoClusterIsRefused() throws Exception {
        Path kubeconfig = site().kubeconfig(site().server().token());
        Path strange =
                Files.writeString(folder.resolve("strange"), site().server().kubeconfig("no-such-token"), UTF_8);

        failure(ErrorCode.INVALID_ARGUMENT, () -> KubernetesJournal.open("k8s:Not_A_Name"));
        failure(
                ErrorCode.INVALID_ARGUMENT,
                () -> open(options -> options.kubeconfig(kubeconfig).context("production")));
        failure(
                ErrorCode.INVALID_ARGUMENT,
                () -> open(options -> options.kubeconfig(kubeconfig).requestTimeout(Duration.ZERO)));
        failure(ErrorCode.FAILED_PRECONDITION, () -> open(options -> options.kubeconfig(folder.resolve("none"))));
        failure(ErrorCode.UNAUTHENTICATED, () -> open(options -> options.kubeconfig(strange)));
        site().server().refuseConnections();
        failure(ErrorCode.UNAVAILABLE, () -> open(options -> options.kubeconfig(kubeconfig)));
    }

    @Test
    void whatIsClosedAsksNothingMore() {
        JournalDriver driver = site().open();
        driver.close();
        site().server().forgetCalls();

        failure(ErrorCode.FAILED_PRECONDITION, () -> append(driver, "run-1", 1, "one"));
        failure(ErrorCode.FAILED_PRECONDITION, () -> driver.register("lease/r-1"));
        failure(ErrorCode.FAILED_PRECONDITION, () -> driver.register("head/run-1"));

        driver.close();
        assertThat(site().server().calls()).isEmpty();
    }

    private void work(JournalDriver driver) {
        Journals journals = journals(driver);
        RunJournal journal = journals.create("run-1", entries("planned"));
        journal.append(entries("one"));
        journal.anchor();
        assertThat(journals.open("run-1").verify().isIntact()).isTrue();
        assertThat(journals.runs()).containsExactly("run-1");
        try (Lease lease =
                journals.leases().acquire("db:1", new LeaseHolder("test", "run-1"), Duration.ofSeconds(30))) {
            lease.renew();
        }
    }

    private static JournalDriver open(Consumer<KubernetesJournal.Options> options) {
        return KubernetesJournal.open(Site.ADDRESS, options);
    }

    private static List<Grant> grants(Set<String> secrets, Set<String> leases) {
        return List.of(
                Grant.of(Site.NAMESPACE, "", secrets, Set.of("secrets")),
                Grant.of(Site.NAMESPACE, "coordination.k8s.io", leases, Set.of("leases")));
    }

    private static Set<String> without(Set<String> verbs, String verb) {
        return verbs.stream().filter(one -> !one.equals(verb)).collect(Collectors.toSet());
    }

    private String uid(String namespace) {
        return site().server()
                .objects()
                .get("namespaces", "", namespace)
                .at("/metadata/uid")
                .asText();
    }
}
