package com.datafly.signal.dr.selfmanaged.internal.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.selfmanaged.server.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority and a server's certificate for the name localhost, made with the JDK's keytool. */
final class TestCertificates {

    private static final String PASSWORD = "changeit";

    private final Path authority;
    private final String serverCertificate;
    private final String serverKey;

    private TestCertificates(Path authority, String serverCertificate, String serverKey) {
        this.authority = authority;
        this.serverCertificate = serverCertificate;
        this.serverKey = serverKey;
    }

    static TestCertificates make(Path parent) throws Exception {
        Path folder = Files.createTempDirectory(parent, "certificates");
        Path store = folder.resolve("store.p12");
        keytool(store, "-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-keyalg", "EC", "-ext", "bc:c");
        keytool(store, "-genkeypair", "-alias", "server", "-dname", "CN=localhost", "-keyalg", "EC");
        Path request = folder.resolve("server.csr");
        Path certificate = folder.resolve("server.pem");
        keytool(store, "-certreq", "-alias", "server", "-file", request.toString());
        keytool(
                store,
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                request.toString(),
                "-outfile",
                certificate.toString(),
                "-rfc",
                "-ext",
                "san=dns:localhost");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Certificate ca = keys.getCertificate("ca");
        Key key = keys.getKey("server", PASSWORD.toCharArray());
        Path authority = Files.writeString(folder.resolve("ca.pem"), pem("CERTIFICATE", ca.getEncoded()));
        return new TestCertificates(authority, Files.readString(certificate), pem("PRIVATE KEY", key.getEncoded()));
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static String pem(String kind, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /** Returns the file of the authority's own certificate. */
    Path authority() {
        return authority;
    }

    /** Makes a running server speak TLS. */
    void install(PostgresServer server) throws IOException {
        write(server.dataDirectory().resolve("server.crt"), serverCertificate);
        write(server.dataDirectory().resolve("server.key"), serverKey);
        server.set("ssl", "on");
        server.restart();
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(file, Files.getOwner(file.getParent()));
    }
}
