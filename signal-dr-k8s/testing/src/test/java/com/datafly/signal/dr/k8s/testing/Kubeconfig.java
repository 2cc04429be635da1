package com.datafly.signal.dr.k8s.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.datafly.signal.dr.k8s.testing.internal.json.Json;
import com.datafly.signal.dr.k8s.testing.internal.json.Yaml;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Reads what a kubeconfig file says of its current context: a token, or a client's certificate with a key in PKCS#8 or
 * in RSA's own form.
 */
final class Kubeconfig {

    /** What makes RSA's own form PKCS#8: a version, the algorithm, and the key as octets. */
    private static final byte[] RSA_HEAD = Base64.getDecoder().decode("AgEAMA0GCSqGSIb3DQEBAQUA");

    private Kubeconfig() {}

    static ApiClient client(Path file) {
        try {
            return client(Files.readString(file), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ApiClient client(String text) {
        return client(text, Path.of("kubeconfig"));
    }

    /** Reads one; files that it names lie beside it. */
    private static ApiClient client(String text, Path file) {
        try {
            JsonNode config = Yaml.read(text);
            JsonNode context = named(config, "contexts", Json.text(config, "current-context"))
                    .path("context");
            JsonNode cluster =
                    named(config, "clusters", Json.text(context, "cluster")).path("cluster");
            JsonNode user = named(config, "users", Json.text(context, "user")).path("user");
            HttpClient http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(tls(cluster, user, file))
                    .build();
            return new ApiClient(http, URI.create(Json.text(cluster, "server")), Json.text(user, "token"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not usable", e);
        }
    }

    private static JsonNode named(JsonNode config, String list, String name) {
        return Json.items(config.path(list)).stream()
                .filter(item -> Json.text(item, "name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static SSLContext tls(JsonNode cluster, JsonNode user, Path file)
            throws GeneralSecurityException, IOException {
        char[] none = new char[0];
        KeyStore trusted = empty();
        trusted.setCertificateEntry("ca", certificate(pem(cluster, "certificate-authority", file)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyStore own = empty();
        if (user.has("client-key-data") || user.has("client-key")) {
            Certificate certificate = certificate(pem(user, "client-certificate", file));
            own.setKeyEntry("own", key(pem(user, "client-key", file)), none, new Certificate[] {certificate});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, none);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        return store;
    }

    /** Returns what a field holds itself, or else the file that it names. */
    private static String pem(JsonNode node, String field, Path file) throws IOException {
        return node.has(field + "-data")
                ? new String(Base64.getDecoder().decode(Json.text(node, field + "-data")), US_ASCII)
                : Files.readString(file.resolveSibling(Json.text(node, field)), US_ASCII);
    }

    private static Certificate certificate(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
    }

    private static PrivateKey key(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----[^-]+-----", "").replaceAll("\\s", "");
        byte[] der = Base64.getDecoder().decode(base64);
        boolean rsa = pem.contains("BEGIN RSA PRIVATE KEY");
        byte[] pkcs8 = rsa ? tagged(0x30, joined(RSA_HEAD, tagged(0x04, der))) : der;
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        }
    }

    private static byte[] tagged(int tag, byte[] content) {
        byte[] head = {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return joined(head, content);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = new byte[one.length + other.length];
        System.arraycopy(one, 0, all, 0, one.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }
}
