package com.datafly.signal.dr.selfmanaged.internal.audit;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.server.PostgresInstallation;
import com.datafly.signal.dr.selfmanaged.server.PostgresVersions;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import com.datafly.signal.dr.store.Precondition;
import com.datafly.signal.dr.tck.InMemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Flips single bits of a repository, each alone, at places that are random over all stored bytes, and asks the audit.
 *
 * <p>Run as a program with a count, a seed and a version of PostgreSQL, it prints what was detected. A flip is detected
 * if the audit names the object that was changed, or if the repository can no longer be opened because of it.
 */
final class BitFlips {

    private static final int PAGE = 1000;

    private final ObjectStore store;
    private final List<ObjectInfo> objects = new ArrayList<>();
    private final long totalBytes;

    /** Takes a sound repository. */
    BitFlips(ObjectStore source) {
        this.store = InMemoryObjectStore.create("flips");
        String after = "";
        List<ObjectInfo> page;
        do {
            page = source.list("", after, PAGE);
            for (ObjectInfo info : page) {
                after = info.key();
                objects.add(store.write(info.key(), bytes(source, info.key()), Precondition.absent()));
            }
        } while (page.size() == PAGE);
        this.totalBytes = objects.stream().mapToLong(ObjectInfo::size).sum();
    }

    long totalBytes() {
        return totalBytes;
    }

    int objects() {
        return objects.size();
    }

    /** Flips {@code count} bits, one at a time, and returns those that nobody noticed. */
    List<String> undetected(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> undetected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long place = random.nextLong(totalBytes);
            int bit = random.nextInt(8);
            int index = 0;
            while (place >= objects.get(index).size()) {
                place -= objects.get(index).size();
                index++;
            }
            String key = objects.get(index).key();
            if (!isDetected(key, Math.toIntExact(place), bit)) {
                undetected.add(key + " byte " + place + " bit " + bit);
            }
        }
        return undetected;
    }

    private boolean isDetected(String key, int place, int bit) {
        byte[] sound = bytes(store, key);
        byte[] damaged = sound.clone();
        damaged[place] ^= (byte) (1 << bit);
        store.write(key, damaged, Precondition.none());
        try {
            AuditReport report = RepositoryAudit.run(Repository.openExisting(store));
            return report.defects().stream().anyMatch(defect -> defect.contains(key));
        } catch (DrException e) {
            return e.code() == ErrorCode.INTEGRITY_FAILED
                    && String.valueOf(e.getMessage()).contains(key);
        } finally {
            store.write(key, sound, Precondition.none());
        }
    }

    private static byte[] bytes(ObjectStore store, String key) {
        try (InputStream input = store.read(key)) {
            return input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Arguments: how many flips (default 10000), the seed (default 1), and the major version of PostgreSQL (default:
     * the newest). Exits with 0 only if all are detected.
     */
    public static void main(String[] arguments) throws IOException, SQLException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        PostgresInstallation installation =
                arguments.length > 2 ? PostgresVersions.of(Integer.parseInt(arguments[2])) : PostgresVersions.newest();
        Path directory = Files.createTempDirectory("signal-dr-flips");
        List<String> undetected;
        try {
            BitFlips flips = new BitFlips(SampleRepository.make(installation, directory));
            System.out.printf(
                    "%d bit flips, seed %d, PostgreSQL %s, over %d bytes in %d objects%n",
                    count, seed, installation.version(), flips.totalBytes(), flips.objects());
            undetected = flips.undetected(count, seed);
        } finally {
            delete(directory);
        }
        undetected.forEach(flip -> System.out.println("undetected: " + flip));
        System.out.printf("%d of %d detected%n", count - undetected.size(), count);
        System.exit(undetected.isEmpty() ? 0 : 1);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
