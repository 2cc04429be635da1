package com.datafly.signal.dr.k8s;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.datafly.signal.dr.tck.BroughtJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What an application gets onto its class path with this module. */
@EnabledIfSystemProperty(named = "basedir", matches = ".+", disabledReason = "only Maven writes the class path")
class ClassPathTest {

    private static final Path ROOT = Path.of(System.getProperty("signal-dr.project.root", "."));

    private static BroughtJars jars = new BroughtJars(Map.of());

    @BeforeAll
    static void read() throws IOException {
        String list = System.getProperty("signal-dr.k8s.runtime-class-path");
        jars = BroughtJars.of(Path.of(requireNonNull(list, "the build does not say where the class path is")));
        System.out.println(jars.summary() + ", in kilobytes " + jars.kilobytes());
    }

    @Test
    void theJdksHttpClientIsUsedAndNoOther() {
        assertThat(jars.kilobytes().keySet())
                .contains("kubernetes-httpclient-jdk")
                .noneMatch(Pattern.compile("netty|vertx|okhttp|jetty|helm-java").asPredicate());
    }

    @Test
    void theDocumentationListsTheJarsAndTheirSizes() throws IOException {
        Map<String, Long> documented =
                BroughtJars.documented(ROOT.resolve("docs/kubernetes.md")).kilobytes();

        assertThat(documented.keySet()).isEqualTo(jars.kilobytes().keySet());
        jars.kilobytes()
                .forEach((name, size) ->
                        assertThat(documented.get(name)).as(name).isCloseTo(size, within(Math.max(2L, size / 10))));
    }

    @Test
    void whereverItsSizeIsToldItIsTrue() throws IOException {
        assertThat(Files.readString(ROOT.resolve("docs/kubernetes.md"))).contains(jars.summary());
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("brings " + jars.summary());
    }
}
