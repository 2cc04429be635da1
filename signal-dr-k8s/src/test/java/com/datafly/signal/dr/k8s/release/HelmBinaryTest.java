package com.datafly.signal.dr.k8s.release;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Tests that run for every Helm at hand are nothing where none is: here the build has one. */
class HelmBinaryTest {

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void theBuildHasHelm3WhereItRuns() {
        assertThat(HelmBinary.atHand()).extracting(HelmBinary::version).anyMatch(version -> version.startsWith("3."));
    }
}
