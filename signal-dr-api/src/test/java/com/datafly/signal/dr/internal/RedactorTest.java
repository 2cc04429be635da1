package com.datafly.signal.dr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data+fly-9f8a7b",
                "data%2Bfly-9f8a7b",
                "ZGF0YStmbHktOWY4YTdi",
                "a data+fly beside data+fly-9f8a7b",
            })
    void ofASecretThatBeginsWithAnotherNothingIsLeft(String text) {
        List<String> secrets = List.of("data+fly", "data+fly-9f8a7b");

        for (List<String> order : List.of(secrets, List.of(secrets.get(1), secrets.get(0)))) {
            String redacted = new Redactor(order.stream().map(Secret::of).toList()).redact(text);

            assertThat(redacted).contains("********");
            assertThat(Stream.of("data", "9f8a7b", "OWY4")).noneMatch(redacted::contains);
        }
    }
}
