package com.datafly.signal.dr.selfmanaged.internal.audit;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Chunk;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupReader;
import com.datafly.signal.dr.selfmanaged.internal.repository.HandScript;
import com.datafly.signal.dr.selfmanaged.internal.repository.Repository;
import com.datafly.signal.dr.selfmanaged.internal.repository.SealedObject;
import com.datafly.signal.dr.store.ObjectInfo;
import com.datafly.signal.dr.store.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Proves every stored byte of a repository: sealed objects by their own hash, packs chunk by chunk by the hashes in
 * their backup's manifest, which must cover them without a gap, the script for people by the hash in its name.
 */
public final class RepositoryAudit {

    private static final Pattern PACK = Pattern.compile("backups/([^/]+)/data-[^/]+");
    private static final Pattern MANIFEST = Pattern.compile("backups/([^/]+)/manifest");
    private static final int PAGE = 1000;

    private final Repository repository;
    private final ObjectStore store;
    private final Map<String, Long> packs = new HashMap<>();
    private final Set<String> claimed = new HashSet<>();
    private final List<String> defects = new ArrayList<>();
    private long objects;
    private long bytes;

    private RepositoryAudit(Repository repository) {
        this.repository = repository;
        this.store = repository.store();
    }

    /**
     * Reads everything. A defect does not end the audit; what lies behind it is still read.
     *
     * @throws DrException if the store cannot be read at all: {@code UNAVAILABLE}, {@code PERMISSION_DENIED}
     */
    public static AuditReport run(Repository repository) {
        return new RepositoryAudit(repository).run();
    }

    private AuditReport run() {
        List<String> backups = new ArrayList<>();
        String after = "";
        List<ObjectInfo> page;
        do {
            page = store.list("", after, PAGE);
            for (ObjectInfo info : page) {
                after = info.key();
                sort(info, backups);
            }
        } while (page.size() == PAGE);
        backups.forEach(id -> attempt(() -> readBackup(id)));
        List<String> unclaimed = packs.keySet().stream()
                .filter(key -> !claimed.contains(key))
                .sorted()
                .toList();
        return new AuditReport(objects, bytes, defects, unclaimed);
    }

    private void sort(ObjectInfo info, List<String> backups) {
        objects++;
        Matcher manifest = MANIFEST.matcher(info.key());
        if (PACK.matcher(info.key()).matches()) {
            packs.put(info.key(), info.size());
        } else if (manifest.matches()) {
            backups.add(manifest.group(1));
            bytes += info.size();
        } else if (HandScript.isScript(info.key())) {
            attempt(() -> HandScript.require(store, info.key()));
            bytes += info.size();
        } else {
            attempt(() -> SealedObject.read(store, info.key()));
            bytes += info.size();
        }
    }

    private void readBackup(String id) {
        Optional<BackupManifest> manifest = repository.backup(id);
        if (manifest.isEmpty()) {
            return;
        }
        Map<String, Long> ends = new HashMap<>();
        BackupReader reader = new BackupReader(store, manifest.get());
        byte[] buffer = new byte[manifest.get().largestChunk()];
        for (int i = 0; i < manifest.get().chunks().size(); i++) {
            Chunk chunk = manifest.get().chunks().get(i);
            claimed.add(chunk.pack());
            long end = ends.getOrDefault(chunk.pack(), 0L);
            if (chunk.offset() != end) {
                defects.add(chunk.pack() + ": bytes " + end + " to " + chunk.offset() + " are in no chunk");
            }
            ends.put(chunk.pack(), chunk.offset() + chunk.storedLength());
            int index = i;
            attempt(() -> reader.readChunk(index, buffer));
            bytes += chunk.storedLength();
        }
        ends.forEach((pack, end) -> {
            Long size = packs.get(pack);
            if (size != null && !size.equals(end)) {
                defects.add(pack + ": it has " + size + " bytes, and the manifest describes " + end);
            }
        });
    }

    /** Notes damage and absence; a store that does not answer ends the audit, for it says nothing about the bytes. */
    private void attempt(Runnable read) {
        try {
            read.run();
        } catch (DrException e) {
            if (e.code() != ErrorCode.INTEGRITY_FAILED
                    && e.code() != ErrorCode.NOT_FOUND
                    && e.code() != ErrorCode.UNSUPPORTED) {
                throw e;
            }
            defects.add(e.operation() + ": " + e.problem());
        }
    }
}
