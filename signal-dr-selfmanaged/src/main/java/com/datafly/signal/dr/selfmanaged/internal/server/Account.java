package com.datafly.signal.dr.selfmanaged.internal.server;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The operating system's account that a server runs under: our own, unless we are root, for PostgreSQL refuses that.
 *
 * <p>As root a data directory of another account is served under that account. Otherwise the server runs in a user
 * namespace of its own, in which it has root's files and none of root's powers; where namespaces are forbidden, as the
 * account {@code postgres} or {@code nobody}, which then gets the files.
 */
public final class Account {

    private static final int ROOT = 0;

    private final List<String> prefix;
    private final int uid;
    private final int gid;

    private Account(List<String> prefix, int uid, int gid) {
        this.prefix = List.copyOf(prefix);
        this.uid = uid;
        this.gid = gid;
    }

    /**
     * Chooses the account for a data directory, which need not exist yet.
     *
     * @throws DrException with {@code FAILED_PRECONDITION} if we are root and no other account can be had
     */
    public static Account of(Path dataDirectory) throws IOException {
        int self = currentUid();
        if (self != ROOT) {
            return new Account(List.of(), self, -1);
        }
        if (Files.exists(dataDirectory)) {
            int owner = (int) Files.getAttribute(dataDirectory, "unix:uid");
            if (owner != ROOT) {
                return switched(owner, (int) Files.getAttribute(dataDirectory, "unix:gid"));
            }
        }
        if (runs(List.of("unshare", "-U", "true"))) {
            return new Account(List.of("unshare", "-U"), ROOT, -1);
        }
        for (String name : List.of("postgres", "nobody")) {
            if (runs(List.of("id", name))) {
                return switched(id("-u", name), id("-g", name));
            }
        }
        throw DrException.create(
                ErrorCode.FAILED_PRECONDITION,
                "start a PostgreSQL server",
                "this process is root, and there is no account to run the server under",
                failure -> failure.hint("Run this process as an ordinary user, or create the account postgres."));
    }

    /** Returns the command that runs {@code command} under this account. */
    public List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /** Gives the account a file, or a directory with all that is in it, if it would not have it otherwise. */
    public void own(Path path) throws IOException {
        if (gid < 0) {
            return;
        }
        List<Path> all;
        try (Stream<Path> tree = Files.walk(path)) {
            all = tree.toList();
        }
        for (Path each : all) {
            Files.setAttribute(each, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(each, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Tells whether a file belongs to this account or to ours. */
    boolean trusts(Path path) throws IOException {
        int owner = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return owner == uid || owner == currentUid();
    }

    private static Account switched(int uid, int gid) {
        List<String> command = List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--");
        return new Account(command, uid, gid);
    }

    /**
     * The owner of a file that we make: the platform has no more direct answer that holds for accounts without a name.
     */
    private static int currentUid() throws IOException {
        Path probe = Files.createTempFile("signal-dr", null);
        try {
            return (int) Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }

    private static int id(String option, String name) {
        return Integer.parseInt(Command.run(List.of("id", option, name)).output());
    }

    private static boolean runs(List<String> command) {
        try {
            return Command.run(command).succeeded();
        } catch (DrException e) {
            if (e.code() == ErrorCode.FAILED_PRECONDITION) {
                return false;
            }
            throw e;
        }
    }
}
