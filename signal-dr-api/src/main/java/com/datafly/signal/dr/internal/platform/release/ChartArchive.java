package com.datafly.signal.dr.internal.platform.release;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** A chart's archive as somebody gives it: read far enough to know which chart it is. */
final class ChartArchive {

    private static final int BLOCK = 512;
    private static final int LARGEST_DESCRIPTION = 1 << 20;
    private static final Pattern DESCRIPTION = Pattern.compile("[^/]+/Chart\\.yaml");

    private ChartArchive() {}

    /** Reads an archive that has to be that of {@code chart}, a name and a version as in {@code datafly-1.4.2}. */
    static byte[] read(String operation, Path archive, String chart) {
        byte[] bytes;
        Optional<String> description;
        try {
            bytes = Files.readAllBytes(archive);
            description = description(bytes);
        } catch (IOException e) {
            throw invalid(operation, archive, "it cannot be read as a packed chart");
        }
        String found = description
                .map(text -> field(text, "name") + "-" + field(text, "version"))
                .orElseThrow(() -> invalid(operation, archive, "there is no Chart.yaml in it"));
        if (!found.equals(chart)) {
            throw invalid(operation, archive, "it is that of " + found + ", the release has " + chart);
        }
        return bytes;
    }

    private static Optional<String> description(byte[] archive) throws IOException {
        try (DataInputStream tar = new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
            byte[] head = tar.readNBytes(BLOCK);
            while (head.length == BLOCK && head[0] != 0) {
                long size = Long.parseLong(text(head, 124, 12), 8);
                if (DESCRIPTION.matcher(text(head, 0, 100)).matches() && size < LARGEST_DESCRIPTION) {
                    return Optional.of(new String(tar.readNBytes((int) size), UTF_8));
                }
                tar.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
                head = tar.readNBytes(BLOCK);
            }
            return Optional.empty();
        } catch (NumberFormatException e) {
            throw new IOException("no tar", e);
        }
    }

    private static String text(byte[] head, int from, int length) {
        String field = new String(head, from, length, US_ASCII);
        int end = field.indexOf('\0');
        return (end < 0 ? field : field.substring(0, end)).strip();
    }

    /** Reads a field of the top level; a name and a version are plain or quoted texts. */
    private static String field(String yaml, String name) {
        Matcher line = Pattern.compile("(?m)^\"?" + name + "\"?:[ \\t]*[\"']?([^\"'#\\r\\n]*?)[\"']?[ \\t]*(?:#.*)?$")
                .matcher(yaml);
        return line.find() ? line.group(1) : "";
    }

    private static DrException invalid(String operation, Path archive, String problem) {
        return DrException.create(
                ErrorCode.INVALID_ARGUMENT,
                operation,
                "the chart's archive " + archive + " is not usable: " + problem,
                failure -> failure.hint("Give the archive that helm package or helm pull made of the chart."));
    }
}
