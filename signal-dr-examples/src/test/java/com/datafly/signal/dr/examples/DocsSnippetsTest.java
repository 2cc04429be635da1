package com.datafly.signal.dr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages in {@code docs} show code that is compiled, and link to what is there. */
class DocsSnippetsTest {

    private static final Path ROOT = Path.of(System.getProperty("signal-dr.project.root"));
    private static final List<String> MODULES = List.of(
            "signal-dr-api",
            "signal-dr-api/tck",
            "signal-dr-selfmanaged",
            "signal-dr-aws",
            "signal-dr-kafka",
            "signal-dr-k8s",
            "signal-dr-examples");
    private static final Pattern JAVA_BLOCK =
            Pattern.compile("^```java\\n(.*?)\\n```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)(?:#[^)]*)?\\)");

    @Test
    void javaBlocksStandLiterallyInSourcesThatAreCompiled() throws IOException {
        List<List<String>> sources = sources();
        List<String> strange = new ArrayList<>();
        int blocks = 0;
        for (Path page : pages()) {
            Matcher block = JAVA_BLOCK.matcher(Files.readString(page));
            while (block.find()) {
                blocks++;
                String code = block.group(1).stripIndent();
                if (sources.stream().noneMatch(source -> contains(source, code))) {
                    strange.add(page.getFileName() + ":\n" + code);
                }
            }
        }

        assertThat(blocks).isPositive();
        assertThat(strange).isEmpty();
    }

    @Test
    void linksLeadToFilesThatExist() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    broken.add(page.getFileName() + ": " + link.group(1));
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    /** Tells whether consecutive lines of a source are the code, wherever it is indented to. */
    private static boolean contains(List<String> source, String code) {
        int length = (int) code.lines().count();
        String first = code.lines().findFirst().orElseThrow().strip();
        for (int i = 0; i + length <= source.size(); i++) {
            if (source.get(i).strip().equals(first)
                    && String.join("\n", source.subList(i, i + length))
                            .stripIndent()
                            .equals(code)) {
                return true;
            }
        }
        return false;
    }

    private static List<List<String>> sources() throws IOException {
        List<List<String>> sources = new ArrayList<>();
        for (String module : MODULES) {
            for (Path file : files(ROOT.resolve(module).resolve("src"), ".java")) {
                sources.add(Files.readAllLines(file));
            }
        }
        return sources;
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = files(ROOT.resolve("docs"), ".md");
        assertThat(pages).isNotEmpty();
        return pages;
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }
}
