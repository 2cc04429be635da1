package com.datafly.signal.dr.internal.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectComparisonTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"spec":{"initialDelaySeconds":0}}  | {"spec":{}}
            {"spec":{"hostNetwork":false}}      | {"spec":{}}
            {"spec":{"value":""}}               | {"spec":{}}
            {"spec":{"port":"80"}}              | {"spec":{"port":80,"protocol":"TCP"}}
            {"metadata":{"creationTimestamp":null},"status":{"a":1}} | {"metadata":{"uid":"u"}}
            """)
    void whatThePlatformDropsOrAddsIsNoDifference(String wanted, String live) {
        assertThat(ObjectComparison.of(tree(wanted), tree(live))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"spec":{"mode":"0400"}}  | {"spec":{"mode":256}}
            {"spec":{"mode":"1_000"}} | {"spec":{"mode":1000}}
            {"spec":{"stdin":"True"}} | {"spec":{"stdin":true}}
            {"spec":{"tty":"on"}}     | {"spec":{"tty":true}}
            {"spec":{"tty":"no"}}     | {"spec":{}}
            {"spec":{"tty":"~"}}      | {"spec":{}}
            {"spec":{"target":{"averageValue":0.5}}}            | {"spec":{"target":{"averageValue":"500m"}}}
            {"spec":{"limits":[{"default":{"memory":"1024Mi"}}]}} | {"spec":{"limits":[{"default":{"memory":"1Gi"}}]}}
            """)
    void whatHelmReadsOtherwiseOrThePlatformWritesOtherwiseIsNoDifference(String wanted, String live) {
        assertThat(ObjectComparison.of(tree(wanted), tree(live))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"spec":{"mode":"0400"}}  | {"spec":{"mode":400}}
            {"spec":{"stdin":"yes"}}  | {"spec":{"stdin":false}}
            {"spec":{"stdin":"yes"}}  | {"spec":{"stdin":"true"}}
            {"spec":{"mode":"0480"}}  | {"spec":{"mode":256}}
            """)
    void whatNoYamlReadsAlikeIsADifference(String wanted, String live) {
        assertThat(ObjectComparison.of(tree(wanted), tree(live))).hasSize(1);
    }

    @Test
    void aNumberThatIsWantedAndNotThereIsADifference() {
        assertThat(ObjectComparison.of(tree("{\"spec\":{\"replicas\":2}}"), tree("{\"spec\":{}}")))
                .containsExactly("/spec/replicas: 2 is wanted, nothing is there");
        assertThat(ObjectComparison.of(tree("{\"spec\":{\"replicas\":0}}"), tree("{\"spec\":{\"replicas\":2}}")))
                .containsExactly("/spec/replicas: 0 is wanted, 2 is there");
    }

    @Test
    void whatSomebodyAddedToAConfigMapThatHadNoDataIsADifference() {
        assertThat(ObjectComparison.of(
                        tree("{\"kind\":\"ConfigMap\"}"), tree("{\"kind\":\"ConfigMap\",\"data\":{\"a\":\"b\"}}")))
                .containsExactly("/data/a: is there, is not wanted");
    }

    private static JsonNode tree(String json) {
        try {
            return ReleaseJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
