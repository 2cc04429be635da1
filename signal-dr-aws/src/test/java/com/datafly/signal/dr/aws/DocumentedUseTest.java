package com.datafly.signal.dr.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.RecoveryTier;
import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.aws.testing.AwsFault;
import com.datafly.signal.dr.aws.testing.AwsServer;
import com.datafly.signal.dr.database.Database;
import com.datafly.signal.dr.database.DatabaseState;
import com.datafly.signal.dr.tck.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the documentation of this module shows, run. */
class DocumentedUseTest {

    private static final Pattern JSON = Pattern.compile("```json\\n(.*?)\\n```", Pattern.DOTALL);

    @Test
    void openingCallsNobody() {
        try (SignalDr dr = open(Secret.of("password of the test"))) {
            assertThat(dr.database().address().scheme()).isEqualTo("aws-rds");
        }
    }

    private static SignalDr open(Secret password) {
        return SignalDr.builder()
                .database(
                        "aws-rds:eu-west-1/datafly-postgres",
                        options -> options.option("role-arn", "arn:aws:iam::123456789012:role/datafly-recovery")
                                .option("user", "verifier")
                                .option("database", "datafly")
                                .secret("password", password))
                .tier(RecoveryTier.ENHANCED)
                .build();
    }

    @Test
    void hoursAtRdsTakeATestSeconds() {
        SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
        try (AwsServer aws = AwsServer.start(settings -> settings.clock(clock))) {
            aws.rds("eu-west-1").createInstance("orders", it -> it.multiAz(true).backupRetention(7));
            clock.advance(Duration.ofHours(1));
            try (SignalDr dr = open(aws, clock)) {
                aws.faults().next("RestoreDBInstanceToPointInTime", AwsFault.ANSWER_LOST);

                Database copy = recover(dr.database(), Instant.parse("2025-01-15T10:30:00Z"));

                assertThat(copy.status().state()).isEqualTo(DatabaseState.AVAILABLE);
                assertThat(aws.rds("eu-west-1").setting("orders-recovery", "MultiAZ"))
                        .isEqualTo("true");
                assertThat(aws.count("RestoreDBInstanceToPointInTime")).isEqualTo(1);
            }
        }
    }

    private static SignalDr open(AwsServer aws, SettableClock clock) {
        return SignalDr.builder()
                .database(
                        "aws-rds:eu-west-1/orders",
                        options -> options.option("endpoint", aws.endpoint().toString())
                                .option("access-key-id", aws.accessKey().id())
                                .secret("secret-access-key", aws.accessKey().secret()))
                .clock(clock)
                .timeSource(clock) // so what is waited for has passed
                .build();
    }

    private static Database recover(Database database, Instant moment) {
        return database.pointInTimeRecovery()
                .to(moment)
                .as("orders-recovery")
                .profile(copy ->
                        copy.setting("db-instance-class", "db.r6g.large").tag("reason", "audit"))
                .start()
                .await();
    }

    @Test
    void thePolicyOfTheDocumentationIsTheOneThatIsGenerated() throws IOException {
        Matcher block = JSON.matcher(page());
        assertThat(block.find()).isTrue();

        assertThat(block.group(1)).isEqualTo(policy().strip());
    }

    private static String policy() {
        return IamPolicy.create(policy -> policy.region("eu-west-1")
                        .account("123456789012")
                        .allow(IamFeature.READ, IamFeature.RESTORE, IamFeature.DISCARD))
                .toJson();
    }

    @ParameterizedTest
    @EnumSource
    void theDocumentationTellsWhatEachFeatureNeeds(IamFeature feature) throws IOException {
        String actions =
                feature.actions().stream().map(action -> "`" + action + "`").collect(Collectors.joining(", "));

        assertThat(page()).contains("| `" + feature + "` | " + actions + " |");
    }

    private static String page() throws IOException {
        return Files.readString(Path.of(System.getProperty("signal-dr.project.root", "."), "docs", "aws.md"));
    }
}
