package com.datafly.signal.dr.k8s.internal.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.ResourceAddress;
import com.datafly.signal.dr.Secret;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HelmErrorsTest {

    private static final HelmTarget TARGET =
            new HelmTarget(ResourceAddress.parse("k8s:datafly"), Optional.empty(), Optional.empty(), "helm");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INSTALLATION FAILED: cannot re-use a name that is still in use | ALREADY_EXISTS | NONE
            INSTALLATION FAILED: cannot reuse a name that is still in use | ALREADY_EXISTS | NONE
            UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress | FAILED_PRECONDITION | NONE
            UPGRADE FAILED: "datafly" has no deployed releases | NOT_FOUND | NONE
            release: not found | NOT_FOUND | NONE
            release has no 9 version | NOT_FOUND | NONE
            failed to do request: Head "https://127.0.0.1:9/v2/none/manifests/1.0.0": dial tcp 127.0.0.1:9: connect: connection refused | NOT_FOUND | NONE
            failed to perform "FetchReference" on source: Get "https://127.0.0.1:9/v2/none/manifests/1.0.0": dial tcp 127.0.0.1:9: connect: connection refused | NOT_FOUND | NONE
            INSTALLATION FAILED: release name check failed: cannot reuse a name that is still in use | ALREADY_EXISTS | NONE
            UPGRADE FAILED: pre-upgrade hooks failed: resource Job/datafly/a not ready. status: InProgress, message: Job in progress context deadline exceeded | DEADLINE_EXCEEDED | UNKNOWN
            INSTALLATION FAILED: path "/charts/none" not found | NOT_FOUND | NONE
            chart "none" matching 9.9.9 not found in https://charts.example index. (try 'helm repo update'): no chart version found | NOT_FOUND | NONE
            UPGRADE FAILED: An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: postgresql | FAILED_PRECONDITION | NONE
            UPGRADE FAILED: Unable to continue with update: Secret "db" in namespace "datafly" exists and cannot be imported into the current release: invalid ownership metadata; label validation error | CONFLICT | NONE
            UPGRADE FAILED: conflict occurred while applying object datafly/db /v1, Kind=Secret: Apply failed with 1 conflict: conflict with "signal-dr" using v1: .data.url | CONFLICT | UNKNOWN
            INSTALLATION FAILED: create: failed to create: Secret "sh.helm.release.v1.datafly.v1" is invalid: data: Too long: may not be more than 1048576 bytes | QUOTA | NONE
            UPGRADE FAILED: timed out waiting for the condition | DEADLINE_EXCEEDED | UNKNOWN
            UPGRADE FAILED: context deadline exceeded | DEADLINE_EXCEEDED | UNKNOWN
            UPGRADE FAILED: pre-upgrade hooks failed: job failed: BackoffLimitExceeded | FAILED_PRECONDITION | UNKNOWN
            INSTALLATION FAILED: values don't meet the specifications of the schema(s) in the following chart(s): datafly | INVALID_ARGUMENT | NONE
            INSTALLATION FAILED: execution error at (datafly/templates/a.yaml:3:4): a url is required | INVALID_ARGUMENT | NONE
            Kubernetes cluster unreachable: Get "https://10.0.0.1/version": dial tcp 10.0.0.1:443: connect: connection refused | UNAVAILABLE | NONE
            Kubernetes cluster unreachable: the server has asked for the client to provide credentials | UNAUTHENTICATED | NONE
            Kubernetes cluster unreachable: Get "https://10.0.0.1/version": tls: failed to verify certificate: x509: certificate has expired or is not yet valid | UNAUTHENTICATED | NONE
            UPGRADE FAILED: cannot patch "api" with kind HorizontalPodAutoscaler: admission webhook "x" denied the request: failed to parse quantity | INVALID_ARGUMENT | UNKNOWN
            something new | UNKNOWN | UNKNOWN
            """)
    void whatHelmSaysHasACode(String text, ErrorCode code, Effect effect) {
        DrException failure = HelmErrors.of(TARGET, "deploy", "Error: " + text, ValueMask.none());

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.effect()).isEqualTo(effect);
        assertThat(failure.hint()).isPresent();
        assertThat(failure.resource()).contains("k8s:datafly");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Apply failed with 1 conflict: conflict with "signal-dr" using v1: .data.url | true
            Apply failed with 2 conflicts: conflicts with "signal-dr" using v1: .data.url, .data.host | true
            Apply failed with 2 conflicts: conflict with "signal-dr" using v1: .data.url conflict with "kubectl-edit" using v1: .data.host | false
            timed out waiting for the condition | false
            """)
    void aConflictWithOurselvesIsToldFromThatWithOthers(String text, boolean ours) {
        DrException failure = HelmErrors.of(TARGET, "roll back", "Error: " + text, ValueMask.none());

        assertThat(HelmErrors.isConflictWithOurselves(failure)).isEqualTo(ours);
    }

    @Test
    void aLackOfPermissionNamesTheVerb() {
        DrException failure = HelmErrors.of(
                TARGET,
                "deploy",
                "Error: UPGRADE FAILED: deployments.apps \"api\" is forbidden: User \"system:serviceaccount:datafly:dr\""
                        + " cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"datafly\"",
                ValueMask.none());

        assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(failure.problem()).isEqualTo("helm lacks the permission to patch deployments.apps");
    }

    @Test
    void valuesAreMaskedAsTheyAreAndInBaseSixtyFour() {
        ValueMask mask = ValueMask.of(List.of(
                Secret.of(
                        "{\"db\":{\"password\":\"correct-horse\",\"port\":54321},\"image\":\"registry.example/api\"}"),
                Secret.of("url: jdbc:postgresql://secret.example/datafly\n")));

        String told = mask.apply("a correct-horse b Y29ycmVjdC1ob3JzZQ== c jdbc:postgresql://secret.example/datafly d"
                + " registry.example/api e 54321 f map[password:x] g");

        assertThat(told)
                .isEqualTo("a ******** b ********== c ******** d registry.example/api e 54321 f (an object, left out)");
    }

    @Test
    void valuesAreMaskedAsTheyAreQuotedAndNumbersAmongThem() {
        ValueMask mask = ValueMask.of(List.of(Secret.of("{\"a\":\"correct\\\"horse\\nbattery\",\"pin\":12345678}")));

        assertThat(mask.apply("a \"correct\\\"horse\\nbattery\" b 12345678 c"))
                .isEqualTo("a \"********\" b ******** c");
    }

    @Test
    void whatTheServerQuotesOfARevisionWhoseValuesAreNotAtHandIsMasked() {
        DrException failure = HelmErrors.of(
                TARGET,
                "roll back",
                "Error: cannot patch \"api\" with kind Deployment: Deployment.apps \"api\" is invalid:"
                        + " spec.template.spec.containers[0].env[0].value: Invalid value: \"correct \\\"horse\": must be"
                        + " short",
                ValueMask.none());

        assertThat(failure.problem())
                .doesNotContain("horse")
                .endsWith("containers[0].env[0].value: Invalid value: ********: must be short");
    }

    @Test
    void valuesThatAreNoYamlAreMaskedByTheirLines() {
        ValueMask mask = ValueMask.of(List.of(Secret.of("password: [correct-horse\nother: 1\n")));

        assertThat(mask.apply("line 1: password: [correct-horse is wrong")).isEqualTo("line 1: ******** is wrong");
    }
}
