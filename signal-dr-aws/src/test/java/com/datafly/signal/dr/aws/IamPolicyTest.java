package com.datafly.signal.dr.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class IamPolicyTest {

    @ParameterizedTest
    @EnumSource(
            mode = Mode.MATCH_NONE,
            names = {"SQL_IAM", "QUOTAS", "CLUSTER_.*"})
    void everyFeatureWorksWithExactlyItsPolicyAndWithNothingLess(IamFeature feature) {
        Set<String> policy = IamPolicy.of(feature).actions();
        try (FeatureUse use = new FeatureUse()) {
            use.use(feature, policy);

            assertThat(use.server().calls())
                    .noneMatch(call -> call.errorCode()
                            .filter(code -> code.startsWith("AccessDenied"))
                            .isPresent());
        }
        for (String action : policy) {
            Set<String> less = new HashSet<>(policy);
            less.remove(action);
            try (FeatureUse use = new FeatureUse()) {
                assertThatExceptionOfType(DrException.class)
                        .as("%s without %s", feature, action)
                        .isThrownBy(() -> use.use(feature, less))
                        .satisfies(e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
                            // S3 answers a HEAD without a body, and so without the action's name.
                            assertThat(e.details().getOrDefault("action", action))
                                    .isEqualTo(action);
                        });
            }
        }
    }

    @Test
    void whatRemovesIsBoundToTheTagOfThisLibrary() {
        String json = IamPolicy.of(IamFeature.DISCARD).toJson();

        assertThat(json.substring(json.indexOf("rds:DeleteDBInstance")))
                .contains("\"Condition\": {\"StringLike\": {\"aws:ResourceTag/signal-dr:operation\": \"?*\"}}");
        assertThat(json.substring(0, json.indexOf("rds:DeleteDBInstance"))).doesNotContain("Condition");
    }

    @Test
    void aPolicyIsNarrowedToARegionAnAccountAndABucket() {
        String json = IamPolicy.create(policy -> policy.allow(IamFeature.SNAPSHOT_DELETE, IamFeature.STORE)
                        .region("cn-north-1")
                        .account("123456789012")
                        .bucket("vault"))
                .toJson();

        assertThat(json).isEqualTo("""
            {
              "Version": "2012-10-17",
              "Statement": [
                {
                  "Effect": "Allow",
                  "Action": [
                    "rds:DeleteDBSnapshot",
                    "rds:DescribeDBInstanceAutomatedBackups",
                    "rds:DescribeDBInstances",
                    "rds:DescribeDBSnapshots"
                  ],
                  "Resource": "arn:aws-cn:rds:cn-north-1:123456789012:*"
                },
                {
                  "Effect": "Allow",
                  "Action": [
                    "s3:ListBucket"
                  ],
                  "Resource": "arn:aws-cn:s3:::vault"
                },
                {
                  "Effect": "Allow",
                  "Action": [
                    "s3:AbortMultipartUpload",
                    "s3:DeleteObject",
                    "s3:GetObject",
                    "s3:PutObject"
                  ],
                  "Resource": "arn:aws-cn:s3:::vault/*"
                }
              ]
            }
            """);
    }

    @Test
    void aPolicyThatAllowsNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> IamPolicy.create(policy -> {}));
    }
}
