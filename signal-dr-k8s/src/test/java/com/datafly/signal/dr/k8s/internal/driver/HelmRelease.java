package com.datafly.signal.dr.k8s.internal.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.platform.StoredRelease;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Writes the object in which Helm keeps a revision, as Helm 3 and 4 do. */
final class HelmRelease {

    private HelmRelease() {}

    static String name(StoredRelease release) {
        return "sh.helm.release.v1." + release.name() + ".v" + release.revision();
    }

    static String secret(StoredRelease release, String namespace) {
        return object(
                        release,
                        namespace,
                        Base64.getEncoder().encodeToString(encoded(release).getBytes(UTF_8)))
                .put("kind", "Secret")
                .put("type", "helm.sh/release.v1")
                .toString();
    }

    static String configMap(StoredRelease release, String namespace) {
        return object(release, namespace, encoded(release))
                .put("kind", "ConfigMap")
                .toString();
    }

    private static ObjectNode object(StoredRelease release, String namespace, String value) {
        ObjectNode object = new ObjectMapper().createObjectNode().put("apiVersion", "v1");
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("name", name(release)).put("namespace", namespace);
        ObjectNode labels = metadata.putObject("labels");
        release.labels().forEach(labels::put);
        labels.put("owner", "helm")
                .put("name", release.name())
                .put("version", Integer.toString(release.revision()))
                .put("status", release.status().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("modifiedAt", "1736937000");
        object.putObject("data").put("release", value);
        return object;
    }

    private static String encoded(StoredRelease release) {
        ByteArrayOutputStream folded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(folded)) {
            out.write(release.content().orElseThrow().<String>use(String::new).getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(folded.toByteArray());
    }
}
