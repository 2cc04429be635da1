package com.datafly.signal.dr.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.datafly.signal.dr.tck.BroughtJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What an application gets onto its class path with this module, and what the documentation says of it. */
@EnabledIfSystemProperty(named = "basedir", matches = ".+", disabledReason = "only Maven writes the class path")
class ClassPathTest {

    private static final Path ROOT = Path.of(System.getProperty("signal-dr.project.root", "."));

    private static BroughtJars jars = new BroughtJars(Map.of());

    @BeforeAll
    static void read() throws IOException {
        String list = System.getProperty("signal-dr.kafka.runtime-class-path");
        jars = BroughtJars.of(Path.of(requireNonNull(list, "the build does not say where the class path is")));
        System.out.println(jars.summary() + ", in kilobytes " + jars.kilobytes());
    }

    @Test
    void itHoldsKafkasClientsTheirCodecsAndMirrorMakersNamesAndNothingElse() {
        assertThat(jars.kilobytes().keySet())
                .containsExactlyInAnyOrder(
                        "connect-mirror-client", "kafka-clients", "lz4-java", "snappy-java", "zstd-jni");
    }

    @Test
    void theDocumentationListsTheJarsAndTheirSizes() throws IOException {
        Map<String, Long> documented =
                BroughtJars.documented(ROOT.resolve("docs/kafka.md")).kilobytes();

        assertThat(documented.keySet()).isEqualTo(jars.kilobytes().keySet());
        jars.kilobytes()
                .forEach((name, size) ->
                        assertThat(documented.get(name)).as(name).isCloseTo(size, within(Math.max(2L, size / 10))));
    }

    @Test
    void whereverItsSizeIsToldItIsTrue() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/kafka.md"))).contains(jars.summary());
    }
}
