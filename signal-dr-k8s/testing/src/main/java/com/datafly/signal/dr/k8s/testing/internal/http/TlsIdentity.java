package com.datafly.signal.dr.k8s.testing.internal.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;

/** A certificate for the loopback interface and its authority: tools send their token only where there is TLS. */
public final class TlsIdentity {

    private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String OTHER_NAMES = "2.5.29.17";
    private static final String CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY = "k8s-testing-authority";
    private static final Duration YEAR = Duration.ofDays(365);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final KeyPair keys;
    private final byte[] own;
    private final byte[] authority;
    private final KeyPair authorityKeys;

    private TlsIdentity(KeyPair keys, byte[] own, KeyPair authorityKeys, byte[] authority) {
        this.keys = keys;
        this.own = own;
        this.authorityKeys = authorityKeys;
        this.authority = authority;
    }

    /**
     * What a user shows of itself, as kubeconfig files have it: PEM in base64.
     *
     * @param certificate the certificate, of the authority
     * @param key its private key
     */
    public record Shown(String certificate, String key) {}

    /** Makes a certificate that ends then; it may have ended already. Its authority is valid in any case. */
    public static TlsIdentity until(Instant end) {
        try {
            Instant now = Instant.now();
            KeyPair authority = keyPair("EC", 256);
            KeyPair own = keyPair("EC", 256);
            byte[] top = signed(authority, new Body(AUTHORITY, authority, now.minus(YEAR), now.plus(YEAR)));
            byte[] leaf = signed(authority, new Body("k8s-testing-server", own, begin(end), end));
            return new TlsIdentity(own, leaf, authority, top);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate can be made", e);
        }
    }

    /** Makes a certificate for a user that ends then; it may have ended already. */
    public Shown user(String name, Instant end) {
        try {
            KeyPair user = keyPair("RSA", 2048);
            byte[] certificate = signed(authorityKeys, new Body(name, user, begin(end), end));
            return new Shown(
                    pem("CERTIFICATE", certificate),
                    pem("PRIVATE KEY", user.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate can be made for " + name, e);
        }
    }

    /**
     * Returns the user of a certificate that the other side showed; empty if it has ended or is not of the authority.
     */
    Optional<String> userOf(SSLSession session) {
        try {
            X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
            shown.verify(authorityKeys.getPublic());
            shown.checkValidity();
            String subject = shown.getSubjectX500Principal().getName();
            return Optional.of(subject.substring(subject.indexOf('=') + 1));
        } catch (SSLPeerUnverifiedException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static Instant begin(Instant end) {
        Instant now = Instant.now();
        return (end.isBefore(now) ? end : now).minus(Duration.ofDays(1));
    }

    private static KeyPair keyPair(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static byte[] signed(KeyPair authority, Body body) throws GeneralSecurityException {
        byte[] content = body.encoded();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(authority.getPrivate());
        signature.update(content);
        return Der.sequence(content, Der.sequence(Der.oid(ECDSA_SHA256)), Der.bits(signature.sign()));
    }

    /** Returns the authority as kubeconfig files have it: PEM in base64. */
    public String authorityData() {
        return pem("CERTIFICATE", authority);
    }

    private static String pem(String what, byte[] encoded) {
        String pem = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END " + what + "-----\n";
        return Base64.getEncoder().encodeToString(pem.getBytes(US_ASCII));
    }

    /** Returns what a server speaks TLS with. */
    SSLContext context() {
        try {
            char[] none = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, none);
            Certificate[] chain = {parsed(own), parsed(authority)};
            store.setKeyEntry("own", keys.getPrivate(), none, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), new TrustManager[] {new AnyClient(parsed(authority))}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no TLS with a certificate of our own", e);
        }
    }

    private static X509Certificate parsed(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** What is signed. */
    private record Body(String name, KeyPair keys, Instant begin, Instant end) {

        byte[] encoded() {
            byte[] names = Der.sequence(Der.context(7, LOOPBACK), Der.context(2, "localhost".getBytes(US_ASCII)));
            byte[] constraints = name.equals(AUTHORITY) ? Der.sequence(Der.yes()) : Der.sequence();
            byte[] extensions = Der.sequence(
                    Der.sequence(Der.oid(OTHER_NAMES), Der.octets(names)),
                    Der.sequence(Der.oid(CONSTRAINTS), Der.yes(), Der.octets(constraints)));
            return Der.sequence(
                    Der.explicit(0, Der.integer(2)),
                    Der.integer(begin.toEpochMilli()),
                    Der.sequence(Der.oid(ECDSA_SHA256)),
                    name(AUTHORITY),
                    Der.sequence(Der.time(begin), Der.time(end)),
                    name(name),
                    keys.getPublic().getEncoded(),
                    Der.explicit(3, extensions));
        }

        private static byte[] name(String name) {
            return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(name))));
        }
    }
}
