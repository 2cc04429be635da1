package com.datafly.signal.dr.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an application gets onto its class path with this module, and what the documentation says of it. */
class ClassPathTest {

    private static final int MOST = 32;
    private static final Path ROOT = Path.of(System.getProperty("signal-dr.project.root", "."));
    private static final Pattern VERSION = Pattern.compile("-\\d[\\w.]*\\.jar$");
    private static final Pattern BLOCK =
            Pattern.compile("<!-- class-path -->\\s*```text\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern ENTRY = Pattern.compile("([a-z][\\w-]*) (\\d+)");

    /** Brought by signal-dr-api. */
    private static final Set<String> OF_THE_API = Set.of(
            "cron-utils",
            "jackson-annotations",
            "jackson-core",
            "jackson-databind",
            "jspecify",
            "resilience4j-circuitbreaker",
            "resilience4j-core",
            "resilience4j-ratelimiter",
            "resilience4j-retry",
            "slf4j-api");

    private static Map<String, Long> kilobytes = Map.of();

    @BeforeAll
    static void read() throws IOException {
        String list = System.getProperty("signal-dr.aws.runtime-class-path");
        assumeTrue(list != null, "Maven did not write the runtime class path");
        Map<String, Long> found = new TreeMap<>();
        for (String entry : Files.readString(Path.of(list)).strip().split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry);
            String name = VERSION.matcher(jar.getFileName().toString()).replaceFirst("");
            if (Files.isRegularFile(jar) && !name.startsWith("signal-dr-")) {
                found.put(name, Math.round(Files.size(jar) / 1000.0));
            }
        }
        kilobytes = found;
    }

    @Test
    void itHoldsWhatTheApiBringsAndAtMost32JarsOfOthers() {
        assertThat(kilobytes.keySet()).containsAll(OF_THE_API);
        assertThat(ours()).hasSizeLessThanOrEqualTo(MOST);
    }

    @Test
    void noOtherHttpClientAndNoNativeCodeComesAlong() {
        assertThat(kilobytes.keySet())
                .contains("url-connection-client")
                .noneMatch(Pattern.compile("netty|apache|crt|aws-sdk-java$").asPredicate());
    }

    @Test
    void theDocumentationListsTheJarsAndTheirSizes() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve("docs/aws.md")));
        assertThat(block.find()).isTrue();
        Map<String, Long> documented = ENTRY.matcher(block.group(1))
                .results()
                .collect(Collectors.toMap(entry -> entry.group(1), entry -> Long.valueOf(entry.group(2))));

        assertThat(documented.keySet()).isEqualTo(ours().keySet());
        ours().forEach((name, size) ->
                assertThat(documented.get(name)).as(name).isCloseTo(size, within(Math.max(2L, size / 10))));
    }

    @Test
    void whereverItsSizeIsToldItIsTrue() throws IOException {
        long megabytes =
                Math.round(ours().values().stream().mapToLong(Long::longValue).sum() / 1000.0);
        String sentence = "%d jars of third parties, %d MB".formatted(ours().size(), megabytes);
        for (String page : new String[] {"README.md", "docs/aws.md"}) {
            assertThat(Files.readString(ROOT.resolve(page))).as(page).contains(sentence);
        }
    }

    private static Map<String, Long> ours() {
        return kilobytes.entrySet().stream()
                .filter(jar -> !OF_THE_API.contains(jar.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }
}
