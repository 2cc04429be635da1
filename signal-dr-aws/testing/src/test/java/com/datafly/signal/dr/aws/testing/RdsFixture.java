package com.datafly.signal.dr.aws.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.tck.InMemoryDataPlane;
import com.datafly.signal.dr.tck.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A server whose time and data are the test's, with the instance {@code orders} in Ireland. */
class RdsFixture {

    final SettableClock clock = SettableClock.at("2025-01-15T10:02:03Z");
    final InMemoryDataPlane data = InMemoryDataPlane.create(clock);
    final AwsServer server = AwsServer.start(builder -> builder.clock(clock).dataPlane(data));
    final RdsRegion ireland = server.rds("eu-west-1");
    final RdsRegion frankfurt = server.rds("eu-central-1");
    final RawRds rds = new RawRds(server, server.accessKey(), "eu-west-1");
    final RawRds rdsInFrankfurt = new RawRds(server, server.accessKey(), "eu-central-1");
    final String orders = ireland.createInstance(
            "orders",
            spec -> spec.multiAz(true)
                    .subnetGroup("private")
                    .securityGroups("sg-orders")
                    .parameterGroup("orders-17")
                    .deletionProtection(true)
                    .kmsKey("orders-key")
                    .exportedLogs("postgresql")
                    .setting("MaxAllocatedStorage", 100)
                    .setting("IAMDatabaseAuthenticationEnabled", true)
                    .tag("team", "orders"));

    @AfterEach
    void stop() {
        server.close();
    }

    /** Calls an action that must be refused, and returns the code. */
    String refused(String action, String... parameters) {
        RawAnswer answer = rds.call(action, parameters);
        assertThat(answer.status()).as(answer.body()).isBetween(400, 499);
        return answer.code();
    }

    /** Calls an action that must be done. */
    RawAnswer done(String action, String... parameters) {
        return done(rds, action, parameters);
    }

    /** Calls an action that must be done. */
    static RawAnswer done(RawRds where, String action, String... parameters) {
        RawAnswer answer = where.call(action, parameters);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    /** Lets time pass until an instance stays as it is, and returns the statuses it had. */
    List<String> statuses(RdsRegion region, String instance) {
        List<String> out = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String now = region.status(instance).orElse("gone");
            if (out.isEmpty() || !out.get(out.size() - 1).equals(now)) {
                out.add(now);
            }
            clock.advance(Duration.ofSeconds(10));
        }
        return out;
    }

    /** Lets time pass. */
    void pass(Duration duration) {
        clock.advance(duration);
        assertThat(ireland.instances()).isNotNull();
    }
}
