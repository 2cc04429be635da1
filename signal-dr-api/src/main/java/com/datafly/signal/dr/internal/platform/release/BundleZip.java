package com.datafly.signal.dr.internal.platform.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The files of an export, so that a person who has the key can unpack them without this library. */
final class BundleZip {

    static final String FACTS = "facts.json";
    static final String VALUES = "values.yaml";
    static final String MANIFEST = "manifest.yaml";
    static final String CHART = "chart.tgz";
    static final String REVISIONS = "revisions/";

    private BundleZip() {}

    static byte[] pack(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException("nothing was written but memory", e);
        }
        return bytes.toByteArray();
    }

    static Map<String, byte[]> unpack(String key, byte[] content) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw damaged(key);
        }
        return files;
    }

    static byte[] require(String key, Map<String, byte[]> files, String name) {
        byte[] content = files.get(name);
        if (content == null) {
            throw damaged(key);
        }
        return content;
    }

    static byte[] bytes(Secret text) {
        return text.use(characters -> new String(characters).getBytes(UTF_8));
    }

    /** Takes text over, and overwrites the bytes. */
    static Secret secret(byte[] bytes) {
        Secret secret = Secret.of(new String(bytes, UTF_8));
        Arrays.fill(bytes, (byte) 0);
        return secret;
    }

    static DrException damaged(String key) {
        return DrException.create(
                ErrorCode.INTEGRITY_FAILED,
                "read the export " + key,
                "it is not what was written",
                failure -> failure.hint("Take another export of the release."));
    }
}
