package com.datafly.signal.dr.internal.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskTest {

    @Test
    void ofASecretThatBeginsWithAnotherNothingIsLeft() {
        for (List<String> order : List.of(List.of("datafly", "datafly-9f8a7b"), List.of("datafly-9f8a7b", "datafly"))) {
            Mask mask = new Mask(order.stream().map(Secret::of).toList());

            assertThat(mask.apply("password datafly-9f8a7b of datafly")).isEqualTo("password ******** of ********");
        }
    }

    @Test
    void eachLineOfASecretIsMasked() {
        Mask mask = new Mask(List.of(Secret.of("{\n  \"key\": \"hidden\"\n}"), Secret.of("\"key\"")));

        assertThat(mask.apply("near \"key\": \"hidden\" in {")).isEqualTo("near ******** in {");
    }
}
