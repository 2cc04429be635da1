package com.datafly.signal.dr.k8s.release;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A package of {@code lambda-layer-kubectl}, from npm or within the jar that Maven has of it: Helm is deep in it. */
final class LayerArchive {

    private static final String LAYER = "package/lib/layer.zip";
    private static final String HELM = "helm/helm";
    private static final int BLOCK = 512;

    private LayerArchive() {}

    /** Unpacks Helm beside the archive, once. */
    static Path helm(Path archive) throws IOException {
        Path helm = archive.resolveSibling(archive.getFileName() + ".helm");
        if (Files.exists(helm)) {
            return helm;
        }
        Path half = Files.createTempFile(archive.getParent(), "helm-", ".half");
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
            if (archive.toString().endsWith(".jar")) {
                try (ZipInputStream jar = new ZipInputStream(file)) {
                    find(jar, ".tgz");
                    copyHelm(jar, half);
                }
            } else {
                copyHelm(file, half);
            }
        }
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
        return keepFirst(half, helm);
    }

    /** Leaves the one that another JVM has made meanwhile: the tests there know its processes by their file. */
    private static Path keepFirst(Path half, Path helm) throws IOException {
        try {
            return Files.move(half, helm);
        } catch (FileAlreadyExistsException e) {
            Files.delete(half);
            return helm;
        }
    }

    private static void copyHelm(InputStream packed, Path to) throws IOException {
        InputStream tar = new BufferedInputStream(new GZIPInputStream(packed, 1 << 16), 1 << 16);
        for (byte[] head = tar.readNBytes(BLOCK); head.length == BLOCK && head[0] != 0; head = tar.readNBytes(BLOCK)) {
            if (LAYER.equals(text(head, 0, 100))) {
                ZipInputStream layer = new ZipInputStream(tar);
                find(layer, HELM);
                Files.copy(layer, to, StandardCopyOption.REPLACE_EXISTING);
                return;
            }
            long size = Long.parseLong(text(head, 124, 12).strip(), 8);
            tar.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
        }
        throw new IOException("there is no " + LAYER + " in it");
    }

    private static String text(byte[] head, int from, int length) {
        String field = new String(head, from, length, US_ASCII);
        int end = field.indexOf('\0');
        return end < 0 ? field : field.substring(0, end);
    }

    private static void find(ZipInputStream zip, String end) throws IOException {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(end)) {
                return;
            }
        }
        throw new IOException("nothing in it ends with " + end);
    }
}
