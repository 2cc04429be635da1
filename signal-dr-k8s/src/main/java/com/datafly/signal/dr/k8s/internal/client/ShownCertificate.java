package com.datafly.signal.dr.k8s.internal.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** The certificate that we show to an API server, which never says that it has ended. */
final class ShownCertificate {

    private ShownCertificate() {}

    /** Returns when it ends; empty if we show none, or it cannot be read. */
    static Optional<Instant> end(Config config) {
        try {
            byte[] pem = pem(config);
            if (pem.length == 0) {
                return Optional.empty();
            }
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            return Optional.of(certificate.getNotAfter().toInstant());
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            // Whether it can be used at all is for the client to say.
            return Optional.empty();
        }
    }

    private static byte[] pem(Config config) throws IOException {
        String data = config.getClientCertData();
        if (data != null && !data.isBlank()) {
            return data.startsWith("-----")
                    ? data.getBytes(US_ASCII)
                    : Base64.getMimeDecoder().decode(data);
        }
        String file = config.getClientCertFile();
        return file == null || file.isBlank() ? new byte[0] : Files.readAllBytes(Path.of(file));
    }
}
