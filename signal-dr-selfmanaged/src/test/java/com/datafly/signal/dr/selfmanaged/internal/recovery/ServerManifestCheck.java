package com.datafly.signal.dr.selfmanaged.internal.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Compares a data directory with the {@code backup_manifest} that the server wrote, as pg_verifybackup does: with none
 * of the engine's own code, and on machines that have no pg_verifybackup.
 */
final class ServerManifestCheck {

    private static final String MANIFEST = "backup_manifest";
    private static final String LAST_LINE = "\"Manifest-Checksum\"";

    private final Path data;
    private final List<String> defects = new ArrayList<>();

    private ServerManifestCheck(Path data) {
        this.data = data;
    }

    /** Returns what differs, by path; nothing if every file is as the server sent it. */
    static List<String> defects(Path data) throws IOException, GeneralSecurityException {
        ServerManifestCheck check = new ServerManifestCheck(data);
        String text = Files.readString(data.resolve(MANIFEST), UTF_8);
        JsonNode manifest = new ObjectMapper().readTree(text);
        check.manifest(text, manifest.get("Manifest-Checksum").asText());
        Set<String> named = new TreeSet<>();
        for (JsonNode file : manifest.get("Files")) {
            named.add(path(file));
            check.file(file);
        }
        Set<String> there = check.files();
        there.stream().filter(path -> !named.contains(path)).forEach(path -> check.defects.add(path + " is too many"));
        if (named.isEmpty()) {
            check.defects.add(MANIFEST + " names no file");
        }
        return check.defects;
    }

    private void manifest(String text, String expected) throws GeneralSecurityException {
        byte[] covered = text.substring(0, text.lastIndexOf(LAST_LINE)).getBytes(UTF_8);
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(covered));
        if (!sum.equals(expected)) {
            defects.add(MANIFEST + " has another checksum");
        }
    }

    private void file(JsonNode expected) throws IOException {
        String path = path(expected);
        Path file = data.resolve(path);
        if (!Files.isRegularFile(file)) {
            defects.add(path + " is missing");
            return;
        }
        byte[] content = Files.readAllBytes(file);
        if (content.length != expected.get("Size").asLong()) {
            defects.add(path + " has another size");
        } else if (!expected.get("Checksum-Algorithm").asText().equals("CRC32C")
                || !crc(content).equals(expected.get("Checksum").asText())) {
            defects.add(path + " has another checksum");
        }
    }

    /** Tablespaces count as what lies behind their links; the log has a check of its own. */
    private Set<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(data, FileVisitOption.FOLLOW_LINKS)) {
            Set<String> paths = new TreeSet<>();
            files.filter(Files::isRegularFile)
                    .map(file -> data.relativize(file).toString())
                    .filter(path -> !path.equals(MANIFEST) && !path.startsWith("pg_wal/"))
                    .forEach(paths::add);
            return paths;
        }
    }

    private static String path(JsonNode file) {
        JsonNode encoded = file.get("Encoded-Path");
        return encoded == null
                ? file.get("Path").asText()
                : new String(HexFormat.of().parseHex(encoded.asText()), UTF_8);
    }

    /** PostgreSQL prints the sum's bytes as they lie in memory, the lowest first. */
    private static String crc(byte[] content) {
        CRC32C sum = new CRC32C();
        sum.update(content);
        return HexFormat.of().toHexDigits(Integer.reverseBytes((int) sum.getValue()));
    }
}
