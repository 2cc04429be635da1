package com.datafly.signal.dr.aws.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwsServerTest {

    private static final String READ = "DescribeDBInstances";

    private final SettableClock clock = SettableClock.at("2025-01-15T10:00:00Z");
    private final AwsServer server = AwsServer.start(builder -> builder.clock(clock));
    private final RawRds rds = new RawRds(server, server.accessKey(), "eu-west-1");

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aServerStartsInNoTime() {
        long limit = Duration.ofMillis(100).toNanos();
        long best = Long.MAX_VALUE;
        long first = System.nanoTime();
        // A busy machine may delay any of them, but not all.
        while (best >= limit
                && System.nanoTime() - first < Duration.ofSeconds(60).toNanos()) {
            long began = System.nanoTime();
            try (AwsServer another = AwsServer.start()) {
                best = Math.min(best, System.nanoTime() - began);
                assertThat(another.endpoint().getPort()).isPositive();
            }
        }

        assertThat(best).isLessThan(limit);
    }

    @Test
    void aClosedServerLeavesNoThread() {
        server.close();
        server.close();

        for (int i = 0; i < 50; i++) {
            try (AwsServer another = AwsServer.start()) {
                another.rds("eu-west-1").createInstance("orders");
                assertThat(new RawRds(another, another.accessKey(), "eu-west-1")
                                .call(READ)
                                .status())
                        .isEqualTo(200);
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(Thread::isAlive)
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("aws-testing-server"));
        }
    }

    @Test
    void regionsAreApart() {
        server.rds("eu-west-1").createInstance("orders");

        assertThat(rds.call(READ).texts("DBInstanceIdentifier")).containsExactly("orders");
        assertThat(new RawRds(server, server.accessKey(), "eu-central-1")
                        .call(READ)
                        .texts("DBInstanceIdentifier"))
                .isEmpty();
    }

    @Test
    void aKeyMayDoWhatItIsAllowedTo() {
        server.rds("eu-west-1").createInstance("orders");
        RawRds reader = new RawRds(server, server.accessKey(Set.of("rds:Describe*")), "eu-west-1");

        RawAnswer denied =
                reader.call("DeleteDBInstance", "DBInstanceIdentifier", "orders", "SkipFinalSnapshot", "true");

        assertThat(reader.call(READ).status()).isEqualTo(200);
        assertThat(denied.status()).isEqualTo(403);
        assertThat(denied.code()).isEqualTo("AccessDenied");
        assertThat(denied.text("Message"))
                .contains("rds:DeleteDBInstance", "arn:aws:rds:eu-west-1:123456789012:db:orders");
        assertThat(server.rds("eu-west-1").instances()).containsExactly("orders");
    }

    @Test
    void whoIsUnknownOrLateIsRefused() {
        AccessKey unknown = new AccessKey("AKIAUNKNOWN", Secret.of("x"), Optional.empty());
        AccessKey wrong = new AccessKey(server.accessKey().id(), Secret.of("x"), Optional.empty());
        AccessKey temporary = server.temporaryKey(Duration.ofHours(1));

        assertThat(codeOf(unknown)).isEqualTo("InvalidClientTokenId");
        assertThat(codeOf(wrong)).isEqualTo("SignatureDoesNotMatch");
        assertThat(codeOf(temporary)).isEmpty();
        clock.advance(Duration.ofHours(1));
        assertThat(codeOf(temporary)).isEqualTo("ExpiredToken");
        server.clockSkew(Duration.ofMinutes(20));
        assertThat(codeOf(server.accessKey())).isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void faultsBefallOneRequestEachInTurn() {
        server.faults().next(READ, AwsFault.THROTTLED);
        server.faults().next(READ, AwsFault.REFUSED);
        server.faults().next(READ, AwsFault.REQUEST_LOST);
        server.faults().next(READ, "InternalFailure", 500, "no reason given");

        assertThat(List.of(rds.call(READ), rds.call(READ), rds.call(READ), rds.call(READ), rds.call(READ)))
                .extracting(RawAnswer::status)
                .containsExactly(400, 503, 0, 500, 200);
        assertThat(server.calls())
                .extracting(call -> call.errorCode().orElse("-"))
                .containsExactly("Throttling", "ServiceUnavailable", "-", "InternalFailure", "-");
    }

    @Test
    void whatHappensBeforeALostAnswerHasHappened() {
        server.rds("eu-west-1").createInstance("orders");
        server.faults().next("CreateDBSnapshot", AwsFault.REQUEST_LOST);
        server.faults().next("CreateDBSnapshot", AwsFault.ANSWER_LOST);

        assertThat(snapshot("one").status()).isZero();
        assertThat(snapshot("two").status()).isZero();

        assertThat(server.rds("eu-west-1").snapshots()).contains("two").doesNotContain("one");
    }

    @Test
    void somethingHappensRightBeforeTheCallThatWasNamed() {
        server.faults().before(READ, 2, () -> server.rds("eu-west-1").createInstance("late"));

        assertThat(rds.call(READ).texts("DBInstanceIdentifier")).isEmpty();
        assertThat(rds.call(READ).texts("DBInstanceIdentifier")).containsExactly("late");
    }

    @Test
    void descriptionsLagBehindByAsMuchAsWasSet() {
        server.rds("eu-west-1").createInstance("orders");
        server.lag(Duration.ofSeconds(30));
        assertThat(snapshot("one").status()).isEqualTo(200);

        assertThat(found("one").code()).isEqualTo("DBSnapshotNotFound");
        clock.advance(Duration.ofSeconds(31));
        assertThat(found("one").text("Status")).isEqualTo("creating");
    }

    @Test
    void aStaleDescriptionIsThatOfBeforeTheLastChange() {
        server.rds("eu-west-1").createInstance("orders");
        assertThat(snapshot("one").status()).isEqualTo(200);
        server.faults().next("DescribeDBSnapshots", AwsFault.STALE);

        assertThat(found("one").code()).isEqualTo("DBSnapshotNotFound");
        assertThat(found("one").status()).isEqualTo(200);
    }

    @Test
    void callsAreToldWithoutPasswords() {
        RawAnswer answer = rds.call(
                "CreateDBInstance",
                "DBInstanceIdentifier",
                "orders",
                "DBInstanceClass",
                "db.t4g.micro",
                "Engine",
                "postgres",
                "AllocatedStorage",
                "20",
                "MasterUsername",
                "admin1",
                "MasterUserPassword",
                "correct-horse");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(server.calls()).singleElement().satisfies(call -> {
            assertThat(call.toString()).doesNotContain("correct-horse");
            assertThat(call.action()).isEqualTo("CreateDBInstance");
            assertThat(call.requestId()).isEqualTo(answer.text("RequestId"));
        });
        assertThat(server.count("CreateDBInstance")).isOne();
    }

    private String codeOf(AccessKey key) {
        return new RawRds(server, key, "eu-west-1").call(READ).code();
    }

    private RawAnswer snapshot(String name) {
        return rds.call("CreateDBSnapshot", "DBInstanceIdentifier", "orders", "DBSnapshotIdentifier", name);
    }

    private RawAnswer found(String snapshot) {
        return rds.call("DescribeDBSnapshots", "DBSnapshotIdentifier", snapshot);
    }
}
