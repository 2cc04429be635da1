package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.RetryAdvice;
import com.datafly.signal.dr.database.CapabilityStatus;
import com.datafly.signal.dr.platform.AccessAnswer;
import com.datafly.signal.dr.platform.AccessRequest;
import com.datafly.signal.dr.platform.HeldValue.Verdict;
import com.datafly.signal.dr.platform.LogQuery;
import com.datafly.signal.dr.platform.PlatformCapability;
import com.datafly.signal.dr.platform.PlatformSecret;
import com.datafly.signal.dr.platform.SecretChange;
import com.datafly.signal.dr.platform.SecretUse;
import com.datafly.signal.dr.platform.WorkloadId;
import com.datafly.signal.dr.platform.WorkloadKind;
import com.datafly.signal.dr.spi.PlatformDriver;
import com.datafly.signal.dr.tck.PlatformHarness.Hook;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PlatformDriver} does. A driver's test extends this class and gives a {@link PlatformHarness}.
 *
 * <p>Every test makes workloads, secrets and releases of its own, whose names begin with {@code tck-}. Secrets are
 * searched for in all failures.
 *
 * @since 0.1
 */
public abstract class PlatformDriverContract extends PlatformDriverReleases {

    /** Creates the contract's tests. */
    protected PlatformDriverContract() {}

    @Test
    void thePlatformHasOneNameForEverybody() {
        assertThat(driver().clusterId()).isNotBlank().isEqualTo(another().clusterId());
    }

    @Test
    void whatIsNotSupportedHasAReason() {
        for (PlatformCapability capability : PlatformCapability.values()) {
            CapabilityStatus status = driver().capabilities().status(capability);
            if (status instanceof CapabilityStatus.Unsupported unsupported) {
                assertThat(unsupported.reason()).as(capability.name()).isNotBlank();
            }
            here().secrets().search("capability " + capability, status.toString());
        }
    }

    @Test
    void whatMayBeDoneIsAnsweredInTheOrderOfTheQuestions() {
        List<AccessRequest> requests = List.of(
                AccessRequest.inNamespace("get", "", "secrets"),
                AccessRequest.inNamespace("patch", "apps", "deployments"),
                new AccessRequest("list", "", "nodes", "", false),
                new AccessRequest("get", "", "secrets", "one", true),
                AccessRequest.inNamespace("create", "", "pods/eviction"));

        List<AccessAnswer> answers = driver().access(requests);

        assertThat(answers).extracting(AccessAnswer::request).isEqualTo(requests);
        assertThat(answers).allMatch(AccessAnswer::allowed);
        assertThat(driver().access(List.of())).isEmpty();
    }

    @Test
    void twoDriversSeeTheSame() {
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1);
        PlatformSecret secret = newSecret(Map.of("key", "any"));
        PlatformDriver other = another();

        assertThat(other.workload(id)).isPresent();
        assertThat(closedLater(other.secret(secret.name()).orElseThrow()).version())
                .isEqualTo(secret.version());
    }

    @Test
    void aDriverIsAskedByManyThreadsAtOnce() {
        PlatformSecret seen = newSecret(Map.of("key", "former"));

        List<CompletableFuture<Boolean>> answers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> won(seen, "value-" + i)))
                .toList();

        assertThat(answers).extracting(CompletableFuture::join).containsOnlyOnce(true);
    }

    private boolean won(PlatformSecret seen, String value) {
        try {
            change(seen, value);
            return true;
        } catch (DrException e) {
            assertThat(e.code()).as(e::toString).isEqualTo(ErrorCode.CONFLICT);
            return false;
        }
    }

    @Test
    void aDriverIsClosedTwiceWithoutHarmAndRefusesToGoOn() {
        PlatformDriver other = here().newDriver();
        other.clusterId();
        other.close();

        assertThatCode(other::close).doesNotThrowAnyException();
        refused(ErrorCode.FAILED_PRECONDITION, other::clusterId);
        refused(ErrorCode.FAILED_PRECONDITION, other::workloads);
        refused(ErrorCode.FAILED_PRECONDITION, () -> other.secret("any"));
    }

    @Test
    void whatIsNotThereIsNotUnwrapped() {
        assertThat(driver().unwrap(Hook.class)).isEmpty();
    }

    @Test
    void aPlatformThatDoesNotAnswerIsUnavailable() {
        if (!has(Hook.UNREACHABLE, () -> here().unreachableDriver())) {
            return;
        }
        PlatformDriver dead = closedLater(here().unreachableDriver());

        reads(dead).forEach((call, read) -> {
            DrException failure = refused(ErrorCode.UNAVAILABLE, read);
            assertThat(failure.retry()).as(call).isEqualTo(RetryAdvice.SAFE);
        });
        changes(dead)
                .forEach((call, change) ->
                        assertThat(failure(change).code()).as(call).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aStrangerIsNotTakenForAPlatformThatDoesNotAnswer() {
        if (!has(Hook.STRANGER, () -> here().strangerDriver())) {
            return;
        }
        PlatformDriver stranger = closedLater(here().strangerDriver());

        reads(stranger).values().forEach(read -> refused(ErrorCode.UNAUTHENTICATED, read));
        changes(stranger).values().forEach(change -> refused(ErrorCode.UNAUTHENTICATED, change));
    }

    @Test
    void whatIsForbiddenIsNamedAndNotTakenForMissing() {
        if (!has(Hook.FORBIDDEN, () -> here().forbiddenDriver())) {
            return;
        }
        PlatformDriver forbidden = closedLater(here().forbiddenDriver());
        Map<String, ThrowingCallable> calls = reads(forbidden);
        calls.remove("list deployments");
        calls.putAll(changes(forbidden));

        calls.forEach((permission, call) -> {
            DrException refusal = refused(ErrorCode.PERMISSION_DENIED, call);
            int space = permission.indexOf(' ');
            assertThat(refusal.getMessage() + refusal.details())
                    .as(permission)
                    .contains(permission.substring(0, space), permission.substring(space + 1));
        });
        refused(ErrorCode.PERMISSION_DENIED, forbidden::workloads);
    }

    @Test
    void whatIsForbiddenIsToldBeforehand() {
        if (!has(Hook.FORBIDDEN, () -> here().forbiddenDriver())) {
            return;
        }
        String pod = firstPod(newWorkload(WorkloadKind.DEPLOYMENT, 1)).name();
        PlatformDriver forbidden = closedLater(here().forbiddenDriver());

        for (PlatformCapability capability : PlatformCapability.values()) {
            assertThat(forbidden.capabilities().supports(capability))
                    .as(capability.name())
                    .isFalse();
        }
        assertThat(forbidden.access(List.of(
                        AccessRequest.inNamespace("patch", "", "secrets"),
                        AccessRequest.inNamespace("list", "apps", "deployments"))))
                .noneMatch(AccessAnswer::allowed);
        assertThat(forbidden.held(pod, USE).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aChangeWhoseAnswerIsLostMayHaveHappened() {
        if (!has(Hook.FAULTS, () -> here().faults())) {
            return;
        }
        WorkloadId id = newWorkload(WorkloadKind.DEPLOYMENT, 1);
        PlatformSecret secret = newSecret(Map.of("key", "former"));
        String version = look(id).version();

        lost("annotateTemplate", () -> driver().annotateTemplate(id, version, Map.of("tck/lost", "1")));
        lost("changeSecret", () -> change(secret, "newer"));
        assertThat(look(id).templateAnnotations()).containsEntry("tck/lost", "1");
        PlatformSecret changed = read(secret.name());
        assertThat(value(changed, "key")).isEqualTo("newer");

        lost("deleteSecret", () -> driver().deleteSecret(secret.name(), changed.version()));
        assertThat(driver().secret(secret.name())).isEmpty();
        lost(
                "createSecret",
                () -> driver().createSecret(closedLater(PlatformSecret.create(secret.name(), "", more -> {})))
                        .close());
        closedLater(driver().secret(secret.name()).orElseThrow());
        lost("evict", () -> driver().evict(firstPod(id).name(), false));
        assertThat(pods(id)).anyMatch(pod -> pod.deletionDeadline().isPresent());
    }

    private void lost(String call, ThrowingCallable change) {
        here().faults().next(call, Fault.ANSWER_LOST);
        DrException failure = failure(change);
        assertThat(failure.effect()).as(failure::toString).isEqualTo(Effect.UNKNOWN);
        assertThat(failure.code()).as(failure::toString).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void whatIsRefusedForNowMayBeTriedAgain() {
        if (!has(Hook.FAULTS, () -> here().faults())) {
            return;
        }
        PlatformSecret secret = newSecret(Map.of("key", "former"));
        here().faults().next("pods", Fault.THROTTLED);
        here().faults().next("secret", Fault.REFUSED);
        here().faults().next("changeSecret", Fault.THROTTLED);

        assertThat(refused(ErrorCode.THROTTLED, () -> driver().pods(Map.of())).retry())
                .isIn(RetryAdvice.AFTER, RetryAdvice.SAFE);
        assertThat(refused(ErrorCode.UNAVAILABLE, () -> driver().secret("any")).retry())
                .isEqualTo(RetryAdvice.SAFE);
        refused(ErrorCode.THROTTLED, () -> change(secret, "newer"));
        assertThat(value(read(secret.name()), "key")).isEqualTo("former");
    }

    private static final SecretUse USE =
            new SecretUse("any", SecretUse.Kind.VARIABLE, "app", Optional.of("key"), Optional.of("ANY"), false);

    /** Returns calls that read, by a permission that each of them needs. */
    private static Map<String, ThrowingCallable> reads(PlatformDriver driver) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("list deployments", driver::workloads);
        calls.put("get statefulsets", () -> driver.workload(new WorkloadId(WorkloadKind.STATEFUL_SET, "any")));
        calls.put("list pods", () -> driver.pods(Map.of()));
        calls.put("list nodes", driver::nodes);
        calls.put("list poddisruptionbudgets", driver::disruptionBudgets);
        calls.put("list events", driver::warnings);
        calls.put("get secrets", () -> driver.secret("any"));
        calls.put("get pods/log", () -> driver.logs("any", LogQuery.create(more -> more.container("app"))));
        return calls;
    }

    /** Returns calls that change something, by the permission that each of them needs. */
    private static Map<String, ThrowingCallable> changes(PlatformDriver driver) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put(
                "patch deployments",
                () -> driver.annotateTemplate(WorkloadId.deployment("any"), "1", Map.of("tck/any", "1")));
        calls.put("create pods/eviction", () -> driver.evict("any", false));
        calls.put(
                "patch secrets",
                () -> driver.changeSecret(SecretChange.of("any", "1", Map.of(), Map.of("tck/any", Optional.of("1")))));
        calls.put("create secrets", () -> driver.createSecret(PlatformSecret.create("tck-any", "", more -> {})));
        calls.put("delete secrets", () -> driver.deleteSecret("any", "1"));
        return calls;
    }
}
