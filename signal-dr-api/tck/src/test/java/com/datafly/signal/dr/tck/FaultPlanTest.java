package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultPlanTest {

    @Test
    void faultsAreTakenByAServerThatMakesThemItself() {
        FaultPlan faults = FaultPlan.create();
        faults.next("Create", Fault.ANSWER_LOST);
        faults.next("Create", new IllegalStateException("a test's own"));

        assertThat(faults.take("Create")).contains(Fault.ANSWER_LOST);
        assertThat(faults.take("Create")).contains(Fault.DEFECT);
        assertThat(faults.take("Create")).isEmpty();
        assertThat(faults.count("Create")).isEqualTo(3);
    }
}
