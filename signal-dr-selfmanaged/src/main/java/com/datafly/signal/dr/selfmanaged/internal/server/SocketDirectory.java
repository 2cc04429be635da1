package com.datafly.signal.dr.selfmanaged.internal.server;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The private directory (mode 0700) of a server's Unix-domain socket.
 *
 * <p>Its name follows from the data directory, so that another process finds it again, and is short, for the path of a
 * socket has at most 103 bytes on some systems.
 */
public final class SocketDirectory {

    private static final int LONGEST_PATH = 103;
    private static final String LONGEST_SOCKET = "/.s.PGSQL.65535.lock";

    private SocketDirectory() {}

    /** Returns the place for a data directory's socket. */
    public static Path of(Path dataDirectory) {
        String name =
                "signal-dr-" + hash(dataDirectory.toAbsolutePath().normalize().toString());
        Path place = Path.of(System.getProperty("java.io.tmpdir", "/tmp"))
                .toAbsolutePath()
                .resolve(name);
        int length = (place + LONGEST_SOCKET).getBytes(StandardCharsets.UTF_8).length;
        return length <= LONGEST_PATH ? place : Path.of("/tmp", name);
    }

    /**
     * Makes the directory for a server that runs under {@code account}, or takes the one that is there if nobody else
     * can enter it.
     *
     * @throws DrException with {@code PERMISSION_DENIED} if something of another user, or open to others, is in its
     *     place
     */
    public static void prepare(Path directory, Account account) throws IOException {
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (!isPrivate(directory, account)) {
                throw DrException.create(
                        ErrorCode.PERMISSION_DENIED,
                        "make the socket directory " + directory,
                        "it exists, and others can enter it",
                        failure -> failure.hint("Remove it, or set java.io.tmpdir to a directory of your own.")
                                .cause(e));
            }
        }
        account.own(directory);
    }

    /** Removes the directory if it is there, with the sockets that a killed server left. No server may use it. */
    public static void remove(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(directory, ".s.PGSQL.*")) {
            for (Path socket : sockets) {
                Files.deleteIfExists(socket);
            }
        }
        Files.delete(directory);
    }

    /** A directory, no link, owned by us or by the account that the server ran under, closed to everybody else. */
    private static boolean isPrivate(Path directory, Account account) throws IOException {
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)
                        .equals(PosixFilePermissions.fromString("rwx------"))
                && account.trusts(directory);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
