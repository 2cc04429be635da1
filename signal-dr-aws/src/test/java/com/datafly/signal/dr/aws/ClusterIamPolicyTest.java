package com.datafly.signal.dr.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What {@link IamPolicyTest} shows of instances, of clusters. */
class ClusterIamPolicyTest {

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = "CLUSTER_.*")
    void everyFeatureWorksWithExactlyItsPolicyAndWithNothingLess(IamFeature feature) {
        Set<String> policy = IamPolicy.of(feature).actions();
        try (ClusterFeatureUse use = new ClusterFeatureUse()) {
            use.use(feature, policy);

            assertThat(use.server().calls())
                    .noneMatch(call ->
                            call.errorCode().filter("AccessDenied"::equals).isPresent());
        }
        for (String action : policy) {
            Set<String> less = new HashSet<>(policy);
            less.remove(action);
            try (ClusterFeatureUse use = new ClusterFeatureUse()) {
                assertThatExceptionOfType(DrException.class)
                        .as("%s without %s", feature, action)
                        .isThrownBy(() -> use.use(feature, less))
                        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED))
                        .satisfies(e -> assertThat(e.details()).containsEntry("action", action));
            }
        }
    }

    @Test
    void whatRemovesAClusterIsBoundToTheTagOfThisLibrary() {
        String json = IamPolicy.of(IamFeature.CLUSTER_DISCARD).toJson();

        String conditioned = json.substring(json.indexOf("rds:DeleteDBCluster"));
        assertThat(conditioned)
                .contains("rds:DeleteDBInstance", "rds:ModifyDBCluster", "aws:ResourceTag/signal-dr:operation");
        assertThat(json.substring(0, json.indexOf("rds:DeleteDBCluster"))).doesNotContain("Condition");
    }
}
