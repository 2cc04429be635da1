package com.datafly.signal.dr.kafka.internal.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.mirror.DefaultReplicationPolicy;
import org.junit.jupiter.api.Test;

class MirrorNamingTest {

    private static final Map<String, String> USUAL = MirrorNaming.settings(Optional.empty(), true);

    @Test
    void theDefaultPolicyPutsTheAliasInFront() {
        MirrorNaming naming = MirrorNaming.of("primary", "default", USUAL);

        assertThat(naming.targetTopic("events.raw")).isEqualTo("primary.events.raw");
        assertThat(naming.sourceTopic("primary.events.raw")).contains("events.raw");
        assertThat(naming.sourceTopic("events.raw")).isEmpty();
        assertThat(naming.sourceTopic("other.events.raw")).isEmpty();
        assertThat(naming.sourceTopic("primary.heartbeats")).contains("heartbeats");
        assertThat(naming.keepsNames()).isFalse();
        assertThat(naming.syncsTopic()).isEqualTo("mm2-offset-syncs.primary.internal");
    }

    @Test
    void theIdentityPolicyKeepsNames() {
        MirrorNaming naming = MirrorNaming.of("primary", "identity", USUAL);

        assertThat(naming.targetTopic("events.raw")).isEqualTo("events.raw");
        assertThat(naming.sourceTopic("events.raw")).contains("events.raw");
        assertThat(naming.keepsNames()).isTrue();
        assertThat(naming.sourceTopic("heartbeats")).isEmpty();
        assertThat(naming.sourceTopic("primary.heartbeats")).contains("heartbeats");
    }

    @Test
    void topicsOfKafkaAndOfMirrorMakerCameFromNowhere() {
        for (String policy : new String[] {"default", "identity"}) {
            MirrorNaming naming = MirrorNaming.of("primary", policy, USUAL);

            assertThat(naming.sourceTopic("__consumer_offsets")).isEmpty();
            assertThat(naming.sourceTopic("mm2-offset-syncs.primary.internal")).isEmpty();
            assertThat(naming.sourceTopic("primary.checkpoints.internal")).isEmpty();
        }
    }

    @Test
    void aSeparatorHoldsForInternalTopicsTooUnlessSwitchedOff() {
        MirrorNaming all = MirrorNaming.of("primary", "default", MirrorNaming.settings(Optional.of("_"), true));
        MirrorNaming some = MirrorNaming.of("primary", "default", MirrorNaming.settings(Optional.of("_"), false));

        assertThat(all.targetTopic("events.raw")).isEqualTo("primary_events.raw");
        assertThat(all.syncsTopic()).isEqualTo("mm2-offset-syncs_primary_internal");
        assertThat(some.syncsTopic()).isEqualTo("mm2-offset-syncs.primary.internal");
    }

    @Test
    void aPolicyOfTheHostIsMadeByItsName() {
        MirrorNaming naming = MirrorNaming.of("primary", Shouting.class.getName(), USUAL);

        assertThat(naming.targetTopic("events.raw")).isEqualTo("primary!events.raw");
        assertThat(naming.sourceTopic("primary!events.raw")).contains("events.raw");
    }

    @Test
    void aPolicyThatIsNoneIsRefused() {
        for (String name : new String[] {"Identity", "java.lang.String"}) {
            assertThatExceptionOfType(DrException.class)
                    .isThrownBy(() -> MirrorNaming.of("primary", name, USUAL))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                    .withMessageContaining(name);
        }
    }

    @Test
    void anAliasWithTheSeparatorIsRefusedForItsTopicsCannotBeTold() {
        assertThatExceptionOfType(DrException.class)
                .isThrownBy(() -> MirrorNaming.of("eu.west", "default", USUAL))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
                .withMessageContaining("eu.west");
    }

    /** A policy of the host's own. */
    public static final class Shouting extends DefaultReplicationPolicy {

        @Override
        public String formatRemoteTopic(String sourceClusterAlias, String topic) {
            return sourceClusterAlias + "!" + topic;
        }

        @Override
        public String topicSource(String topic) {
            return topic.substring(0, topic.indexOf('!'));
        }

        @Override
        public String upstreamTopic(String topic) {
            return topic.substring(topic.indexOf('!') + 1);
        }
    }
}
