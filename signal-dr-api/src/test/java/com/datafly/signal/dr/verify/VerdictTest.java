package com.datafly.signal.dr.verify;

import static com.datafly.signal.dr.verify.Verdict.ERROR;
import static com.datafly.signal.dr.verify.Verdict.FAILED;
import static com.datafly.signal.dr.verify.Verdict.PASSED;
import static com.datafly.signal.dr.verify.Verdict.UNPROVEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void theGravestVerdictWinsAndNoneIsUnproven() {
        assertThat(Verdict.combine(List.of(PASSED, PASSED))).isEqualTo(PASSED);
        assertThat(Verdict.combine(List.of(PASSED, UNPROVEN))).isEqualTo(UNPROVEN);
        assertThat(Verdict.combine(List.of(UNPROVEN, ERROR, PASSED))).isEqualTo(ERROR);
        assertThat(Verdict.combine(List.of(ERROR, FAILED, UNPROVEN))).isEqualTo(FAILED);
        assertThat(Verdict.combine(List.of())).isEqualTo(UNPROVEN);
        assertThat(PASSED.and(UNPROVEN)).isEqualTo(UNPROVEN);
    }
}
