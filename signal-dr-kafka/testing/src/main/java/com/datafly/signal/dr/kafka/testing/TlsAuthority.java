package com.datafly.signal.dr.kafka.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Signs certificates for testing clusters and their clients, with the JDK's {@code keytool}. Its files stay where it
 * was told to put them. Not thread-safe.
 *
 * @since 0.1
 */
public final class TlsAuthority {

    private static final String TYPE = "PKCS12";
    private static final String SELF = "authority";

    private final Path directory;
    private final String password;

    private TlsAuthority(Path directory, String password) {
        this.directory = directory;
        this.password = password;
    }

    /**
     * Makes an authority.
     *
     * @param directory for its files; it is made if it is not there
     * @param password of all its files, at least six characters
     */
    public static TlsAuthority create(Path directory, String password) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TlsAuthority authority = new TlsAuthority(directory, password);
        authority.keytool(SELF, "-ext", "bc:c=ca:true");
        authority.write(authority.trustStore(), SELF, store -> store.setCertificateEntry(SELF, authority.own()));
        return authority;
    }

    /**
     * Signs a certificate that holds for a year.
     *
     * @param name whose it is; also the name of its file
     * @param host what it is good for, as in {@code ip:127.0.0.1} or {@code dns:localhost}
     */
    public TlsIdentity issue(String name, String host) {
        keytool(name, "-signer", SELF, "-ext", "san=" + host, "-validity", "365");
        return identity(name);
    }

    /** Signs a certificate that held for ten days of last month. */
    public TlsIdentity issueExpired(String name, String host) {
        keytool(name, "-signer", SELF, "-ext", "san=" + host, "-startdate", "-30d", "-validity", "10");
        return identity(name);
    }

    /** Returns a file of the type PKCS12 with the authority's own certificate. */
    public Path trustStore() {
        return directory.resolve("trust.p12");
    }

    /** Returns the password of all its files. */
    public String password() {
        return password;
    }

    /** Returns the authority's own certificate as PEM. */
    public String pem() {
        return certificates(own());
    }

    private Path store() {
        return directory.resolve("authority.p12");
    }

    private Certificate own() {
        try {
            return load().getCertificate(SELF);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private TlsIdentity identity(String name) {
        try {
            KeyStore all = load();
            Key key = all.getKey(name, password.toCharArray());
            Certificate[] chain = all.getCertificateChain(name);
            Path file = directory.resolve(name + ".p12");
            write(file, name, store -> store.setKeyEntry(name, key, password.toCharArray(), chain));
            return new TlsIdentity(file, password, certificates(chain), pem("PRIVATE KEY", key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore load() {
        try (InputStream file = Files.newInputStream(store())) {
            KeyStore all = KeyStore.getInstance(TYPE);
            all.load(file, password.toCharArray());
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Content {
        void putInto(KeyStore store) throws GeneralSecurityException;
    }

    private void write(Path file, String what, Content content) {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            content.putInto(store);
            store.store(out, password.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificate of " + what, e);
        }
    }

    private static String certificates(Certificate... chain) {
        StringBuilder text = new StringBuilder();
        for (Certificate each : chain) {
            try {
                text.append(pem("CERTIFICATE", each.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toString();
    }

    private static String pem(String kind, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /** Makes a key with its certificate. */
    private void keytool(String name, String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name));
        command.addAll(List.of("-keystore", store().toString(), "-storetype", TYPE, "-storepass", password));
        command.addAll(List.of(more));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool made no certificate for " + name + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("keytool cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while keytool runs", e);
        }
    }
}
