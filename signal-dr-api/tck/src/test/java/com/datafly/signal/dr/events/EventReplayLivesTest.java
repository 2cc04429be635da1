package com.datafly.signal.dr.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.tck.InMemoryCluster;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A topic that is made anew under its name is not the one that a replay began with. */
class EventReplayLivesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final InMemoryCluster cluster = InMemoryCluster.create("replay-" + UUID.randomUUID())
            .topic("events.raw", 1)
            .topic("again", 1);
    private final SignalDr dr = SignalDr.builder().events(cluster.address()).build();

    @AfterEach
    void close() {
        dr.close();
        cluster.close();
    }

    @Test
    void aReplayDoesNotGoOnInANewTopicOfTheSameName() {
        write("old", 3_000);
        AtomicInteger seen = new AtomicInteger();
        EventRun<ReplayResult> run = start(request -> request.recordsPerSecond(50));
        run.onProgress(progress -> {
            if (seen.incrementAndGet() == 1) {
                run.stop();
            }
        });
        assertThat(run.await(LONG).finished()).isFalse();
        int before = cluster.events("again", 0).size();
        makeAnew(5_000);

        DrException refused = failure(() -> start(request -> {}).await(LONG));

        assertThat(refused.effect()).isEqualTo(Effect.NONE);
        assertThat(refused).hasMessageContaining("topic 'events.raw'").hasMessageContaining("was made anew");
        assertThat(failure(() -> dr.events().replay().resume("night").await(LONG)))
                .hasMessageContaining("was made anew");
        assertThat(cluster.events("again", 0)).hasSize(before);
    }

    @Test
    void aReplayDoesNotGoOnWithoutItsTopic() {
        write("old", 10);
        start(request -> {}).await(LONG);
        cluster.deleteTopic("events.raw");

        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> start(request -> {}).await(LONG))
                .withMessageContaining("events.raw");
    }

    @Test
    void aTopicThatIsMadeAnewWhileItIsReplayedEndsNothingWell() {
        write("old", 3_000);

        DrException failed = failure(() -> start(request -> request.where("all, slowly", event -> {
                    if (event.offset() == 100 && text(event).startsWith("old")) {
                        makeAnew(3_000);
                    }
                    return true;
                }))
                .await(LONG));

        assertThat(failed.effect()).isEqualTo(Effect.APPLIED);
        assertThat(failed).hasMessageContaining("events.raw");
    }

    private EventRun<ReplayResult> start(Consumer<ReplayRequest.Builder> more) {
        return dr.events().replay().start(ReplayRequest.of(request -> {
            request.topics("events.raw").into("again").runId("night");
            more.accept(request);
        }));
    }

    private void makeAnew(int events) {
        cluster.deleteTopic("events.raw");
        cluster.topic("events.raw", 1);
        write("new", events);
    }

    private void write(String value, int events) {
        for (int number = 0; number < events; number++) {
            cluster.write("events.raw", 0, "k", value + "-" + number);
        }
    }

    private static String text(EventRecord event) {
        return new String(event.value(), UTF_8);
    }

    private static DrException failure(ThrowingCallable call) {
        DrException failure =
                assertThatExceptionOfType(DrException.class).isThrownBy(call).actual();
        assertThat(failure.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
        return failure;
    }
}
