package com.datafly.signal.dr.selfmanaged.internal.server;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A data directory and the process that serves it. */
public final class Cluster {

    /** The file in the data directory that holds the settings of ours. */
    public static final String SETTINGS = "signal-dr.conf";

    private static final String INCLUDE = "include_if_exists = '" + SETTINGS + "'";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int DEFAULT_PORT = 5432;
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int LOG_LINES = 15;

    private final Path binDirectory;
    private final Path dataDirectory;
    private final Path socketDirectory;
    private final ServerLog log;

    private Cluster(Path binDirectory, Path dataDirectory) {
        this.binDirectory = binDirectory;
        this.dataDirectory = dataDirectory.toAbsolutePath().normalize();
        this.socketDirectory = SocketDirectory.of(this.dataDirectory);
        this.log = new ServerLog(this.dataDirectory.resolveSibling(this.dataDirectory.getFileName() + ".log"));
    }

    /** Looks at a data directory, which need not exist yet. */
    public static Cluster at(Path binDirectory, Path dataDirectory) {
        return new Cluster(binDirectory, dataDirectory);
    }

    /**
     * Runs initdb.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if there are files in the directory or initdb refuses
     */
    public void initialise(List<String> arguments, @Nullable Secret password) {
        String operation = "create a PostgreSQL cluster in " + dataDirectory;
        Failures.attempt(operation, () -> {
            if (Files.exists(dataDirectory) && !Directories.isEmpty(dataDirectory)) {
                throw DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        operation,
                        "there are files in it",
                        failure -> failure.hint("Name a directory that does not exist or is empty."));
            }
            Files.createDirectories(dataDirectory);
            Account account = Account.of(dataDirectory);
            account.own(dataDirectory);
            SocketDirectory.prepare(socketDirectory, account);
            Path passwordFile = socketDirectory.resolve("password");
            try {
                List<String> command = new ArrayList<>(List.of(program("initdb"), "--auth=trust", "--no-instructions"));
                command.add("--pgdata=" + dataDirectory);
                command.addAll(arguments);
                if (password != null) {
                    DurableFile.write(passwordFile, password.use(Cluster::encode));
                    account.own(passwordFile);
                    command.add("--pwfile=" + passwordFile);
                }
                require(operation, Command.run(account.command(command)));
            } finally {
                Files.deleteIfExists(passwordFile);
                SocketDirectory.remove(socketDirectory);
            }
        });
    }

    /** Adds settings to ours, and decides port and addresses where the caller does or nobody has. */
    public void configure(Map<String, String> settings, @Nullable Integer port, boolean loopback) {
        Failures.attempt("configure " + dataDirectory, () -> {
            Map<String, String> all = new LinkedHashMap<>(SettingsFile.read(settingsFile()));
            Map<String, String> before = Map.copyOf(all);
            all.putAll(settings);
            all.put("unix_socket_directories", socketDirectory.toString());
            all.putIfAbsent("unix_socket_permissions", "0700");
            all.putIfAbsent("logging_collector", "off");
            // In files of the data directory: segments in /dev/shm would outlive a killed server and its directory.
            all.putIfAbsent("dynamic_shared_memory_type", "mmap");
            all.putIfAbsent("listen_addresses", "");
            all.putIfAbsent("port", "0");
            if (loopback) {
                all.put("listen_addresses", LOOPBACK);
            }
            if (port != null) {
                all.put("port", Integer.toString(port));
            }
            if (all.get("port").equals("0")) {
                all.put(
                        "port",
                        Integer.toString(
                                LOOPBACK.equals(all.get("listen_addresses")) ? LoopbackPort.find() : DEFAULT_PORT));
            }
            if (!all.equals(before)) {
                writeSettings(all);
            }
            includeSettings();
        });
    }

    /** Writes the access rules, which count from the next start or reload. */
    public void allow(List<String> first, boolean loopback) {
        Failures.attempt("configure " + dataDirectory, () -> {
            boolean listens = LOOPBACK.equals(settings().get("listen_addresses"));
            write(dataDirectory.resolve("pg_hba.conf"), AccessRules.text(first, loopback || listens));
        });
    }

    /**
     * Refuses a directory that holds no cluster of this version.
     *
     * @throws DrException with {@code NOT_FOUND} or {@code FAILED_PRECONDITION}
     */
    public void requireMajorVersion(int majorVersion) {
        String operation = "open " + dataDirectory;
        Failures.attempt(operation, () -> {
            Path file = dataDirectory.resolve("PG_VERSION");
            if (!Files.exists(file)) {
                throw DrException.of(ErrorCode.NOT_FOUND, operation, "there is no PostgreSQL cluster in it");
            }
            String found = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (!found.equals(Integer.toString(majorVersion))) {
                throw DrException.create(
                        ErrorCode.FAILED_PRECONDITION,
                        operation,
                        "the cluster is of major version " + found + ", the programs are of " + majorVersion,
                        failure -> failure.hint("Use an installation of PostgreSQL " + found + "."));
            }
        });
    }

    /** Starts the server unless it runs, and waits until it takes connections or recovery has begun. */
    public void start(Duration timeout) {
        if (process().isPresent()) {
            return;
        }
        String operation = "start the PostgreSQL server of " + dataDirectory;
        Failures.attempt(operation, () -> {
            Account account = Account.of(dataDirectory);
            account.own(dataDirectory);
            for (Path tablespace : tablespaces()) {
                account.own(tablespace);
            }
            clearLocks();
            SocketDirectory.prepare(socketDirectory, account);
            log.prepare(account);
            long position = log.size();
            Command.Result result =
                    control(account, "start", "-l", log.file().toString(), "-w", "-t", seconds(timeout));
            if (!result.succeeded()) {
                clearLocks();
                throw startFailure(operation, log.since(position));
            }
        });
    }

    /**
     * Waits until the running server takes writes.
     *
     * @throws DrException as {@link #await}
     */
    public void awaitReady(Duration timeout) {
        await(timeout, this::isReady);
    }

    /**
     * Waits until the running server has done something.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if it ends before, {@code DEADLINE_EXCEEDED} if time is up,
     *     {@code CANCELLED} if the thread was interrupted
     */
    public void await(Duration timeout, BooleanSupplier done) {
        String operation = "await the PostgreSQL server of " + dataDirectory;
        long begin = System.nanoTime();
        while (!done.getAsBoolean()) {
            if (process().isEmpty()) {
                throw startFailure(operation, log.tail(LOG_LINES));
            }
            if (System.nanoTime() - begin > timeout.toNanos()) {
                throw DrException.of(ErrorCode.DEADLINE_EXCEEDED, operation, "not done after " + timeout);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw DrException.of(ErrorCode.CANCELLED, operation, "thread was interrupted");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** Tells whether the server runs and takes writes. */
    public boolean isReady() {
        return running().map(server -> server.status().equals("ready")).orElse(false);
    }

    /** Stops the server if it runs. */
    public void stop(String mode, Duration timeout) {
        String operation = "stop the PostgreSQL server of " + dataDirectory;
        Failures.attempt(operation, () -> {
            if (process().isPresent()) {
                require(
                        operation,
                        control(Account.of(dataDirectory), "stop", "-m", mode, "-w", "-t", seconds(timeout)));
            }
            SocketDirectory.remove(socketDirectory);
        });
    }

    /** Kills the server and its processes, if it runs, as {@link ServerKill} does. */
    public void kill(Duration timeout) {
        ServerKill.at(dataDirectory, timeout);
    }

    /** Makes the server read its settings again. */
    public void reload() {
        String operation = "reload the PostgreSQL server of " + dataDirectory;
        Failures.attempt(operation, () -> require(operation, control(Account.of(dataDirectory), "reload")));
    }

    /** Returns the server's process, if it runs. */
    public Optional<ProcessHandle> process() {
        return running().flatMap(PostmasterFile::process);
    }

    /** Returns the port, of the running server if it runs. */
    public int port() {
        return process().isPresent()
                ? running().map(PostmasterFile::port).orElseThrow()
                : Integer.parseInt(settings().getOrDefault("port", Integer.toString(DEFAULT_PORT)));
    }

    /** Returns the data directory. */
    public Path dataDirectory() {
        return dataDirectory;
    }

    /** Returns the directory of the socket: of the running server if it runs, which may have another than ours. */
    public Path socketDirectory() {
        return running()
                .filter(server -> server.process().isPresent())
                .map(PostmasterFile::socketDirectory)
                .filter(directory -> !directory.isEmpty())
                .map(Path::of)
                .orElse(socketDirectory);
    }

    /** Returns the log. */
    public ServerLog log() {
        return log;
    }

    private Optional<PostmasterFile> running() {
        try {
            return PostmasterFile.read(dataDirectory);
        } catch (IOException e) {
            throw Failures.io("look at " + dataDirectory, e);
        }
    }

    private Map<String, String> settings() {
        try {
            return SettingsFile.read(settingsFile());
        } catch (IOException e) {
            throw Failures.io("read the settings of " + dataDirectory, e);
        }
    }

    private Path settingsFile() {
        return dataDirectory.resolve(SETTINGS);
    }

    private List<Path> tablespaces() throws IOException {
        List<Path> tablespaces = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(dataDirectory.resolve("pg_tblspc"))) {
            for (Path link : links) {
                tablespaces.add(link.toRealPath());
            }
        }
        return tablespaces;
    }

    /** Removes what a killed server left, and what could make PostgreSQL believe that it still runs. */
    private void clearLocks() throws IOException {
        if (process().isEmpty()) {
            SocketDirectory.remove(socketDirectory);
            if (running().map(PostmasterFile::misleads).orElse(false)) {
                Files.delete(dataDirectory.resolve("postmaster.pid"));
            }
        }
    }

    private void includeSettings() throws IOException {
        Path main = dataDirectory.resolve("postgresql.conf");
        String text = Files.exists(main) ? Files.readString(main, StandardCharsets.ISO_8859_1) : "";
        if (text.lines().noneMatch(INCLUDE::equals)) {
            Files.writeString(
                    main,
                    "\n" + INCLUDE + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Account.of(dataDirectory).own(main);
        }
    }

    private void writeSettings(Map<String, String> settings) throws IOException {
        write(settingsFile(), SettingsFile.text(settings));
    }

    private void write(Path file, String text) throws IOException {
        DurableFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        Account.of(dataDirectory).own(file);
    }

    private Command.Result control(Account account, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program("pg_ctl"), "-D", dataDirectory.toString()));
        command.addAll(List.of(arguments));
        return Command.run(account.command(command));
    }

    private String program(String name) {
        return binDirectory.resolve(name).toString();
    }

    private DrException startFailure(String operation, List<String> lines) {
        List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
        String text = String.join("\n", last);
        ErrorCode code = text.contains("Address already in use")
                ? ErrorCode.CONFLICT
                : process().isPresent() ? ErrorCode.DEADLINE_EXCEEDED : ErrorCode.FAILED_PRECONDITION;
        String problem = code == ErrorCode.DEADLINE_EXCEEDED ? "still starting" : "the server ended";
        return DrException.create(
                code,
                operation,
                problem + "; its log says:\n" + text,
                failure -> failure.hint("The whole log is in " + log.file() + "."));
    }

    private static void require(String operation, Command.Result result) {
        if (!result.succeeded()) {
            throw DrException.of(ErrorCode.FAILED_PRECONDITION, operation, result.output());
        }
    }

    private static byte[] encode(char[] password) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private static String seconds(Duration timeout) {
        return Long.toString(Math.max(1, timeout.toSeconds()));
    }
}
