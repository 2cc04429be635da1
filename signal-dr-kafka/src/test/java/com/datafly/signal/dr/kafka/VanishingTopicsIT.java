package com.datafly.signal.dr.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.Topic;
import com.datafly.signal.dr.events.TopicSpec;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A topic that is deleted between the list of all and the look at it. */
class VanishingTopicsIT {

    private static final String STAYS = "events.raw";
    private static final String GOES = "events.short-lived";

    @Test
    void itIsLeftOutAndTheOthersAreTold() {
        try (KafkaCluster cluster = KafkaCluster.start(c -> c.behindProxies());
                EventStreamDriver driver = TestContext.empty().open(cluster.bootstrap())) {
            assertThat(driver.createTopics(List.of(TopicSpec.of(STAYS, 1, Map.of()), TopicSpec.of(GOES, 1, Map.of()))))
                    .isEmpty();
            assertThat(driver.topics()).extracting(Topic::name).contains(STAYS, GOES);

            cluster.proxy(1).vanish(GOES);

            assertThat(driver.topics()).extracting(Topic::name).contains(STAYS).doesNotContain(GOES);
            assertThat(driver.describeTopics(Set.of(GOES)).failed().get(GOES))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
    }
}
