package com.datafly.signal.dr.selfmanaged.internal.repository;

import static java.util.Objects.requireNonNull;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.operation.OperationKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A whole backup: its facts, every directory, link and file with its attributes, and where the files' bytes lie.
 *
 * <p>A file's content is the sequence of its slices; a slice is a part of a chunk; a chunk is a compressed frame in a
 * pack. Paths are relative to the data directory, with {@code /}; files of a tablespace are below
 * {@code pg_tblspc/<oid>}, whose own entry is a link. The server's manifest is the file {@code backup_manifest}.
 *
 * <p>Immutable.
 */
public final class BackupManifest {

    /** The kind of sealed object that holds one. */
    static final String KIND = "backup";

    private final BackupFacts facts;
    private final List<Tablespace> tablespaces;
    private final List<Directory> directories;
    private final List<Link> links;
    private final List<BackupFile> files;
    private final List<Chunk> chunks;

    private BackupManifest(BackupFacts facts, Builder builder) {
        this.facts = requireNonNull(facts, "facts");
        this.tablespaces = List.copyOf(builder.tablespaces);
        this.directories = List.copyOf(builder.directories);
        this.links = List.copyOf(builder.links);
        this.files = List.copyOf(builder.files);
        this.chunks = List.copyOf(builder.chunks);
    }

    /** Collects a manifest. */
    public static BackupManifest create(BackupFacts facts, Consumer<Builder> content) {
        Builder builder = new Builder();
        content.accept(builder);
        return new BackupManifest(facts, builder);
    }

    /** Returns what is known without the files. */
    public BackupFacts facts() {
        return facts;
    }

    /** Returns the backup's id. */
    public String id() {
        return facts.id();
    }

    /** Returns the label that the server wrote into backup_label. */
    public String label() {
        return facts.label();
    }

    /** Returns the key of the work that made it. */
    public OperationKey operationKey() {
        return facts.operationKey();
    }

    /** Returns the server's system identifier, an unsigned 64-bit number. */
    public long systemIdentifier() {
        return facts.systemIdentifier();
    }

    /** Returns the server's version, as in {@code 150018}. */
    public int serverVersionNum() {
        return facts.serverVersionNum();
    }

    /** Returns the timeline of {@link #startLsn()} and {@link #stopLsn()}. */
    public int timeline() {
        return facts.timeline();
    }

    /** Returns where recovery begins. */
    public Lsn startLsn() {
        return facts.startLsn();
    }

    /** Returns the first position at which the backup is consistent. */
    public Lsn stopLsn() {
        return facts.stopLsn();
    }

    /** Returns when the backup began, by the server's clock. */
    public Instant startedAt() {
        return facts.startedAt();
    }

    /** Returns when the server had confirmed the backup. */
    public Instant finishedAt() {
        return facts.finishedAt();
    }

    /** Returns the size of the server's WAL segments in bytes. */
    public long walSegmentSize() {
        return facts.walSegmentSize();
    }

    /** Returns the size of all files in bytes. */
    public long totalBytes() {
        return facts.totalBytes();
    }

    /** Returns what the caller noted on the backup. */
    public Map<String, String> labels() {
        return facts.labels();
    }

    /** Returns the server's settings that a recovery has to know, as SHOW prints them. */
    public Map<String, String> settings() {
        return facts.settings();
    }

    /** Returns the tablespaces outside the data directory. */
    public List<Tablespace> tablespaces() {
        return tablespaces;
    }

    /** Returns the directories, each behind its parent. The data directory itself has the path {@code .}. */
    public List<Directory> directories() {
        return directories;
    }

    /** Returns the symbolic links. */
    public List<Link> links() {
        return links;
    }

    /** Returns the files in the order in which the server sent them. */
    public List<BackupFile> files() {
        return files;
    }

    /** Returns the chunks; slices refer to them by index. */
    public List<Chunk> chunks() {
        return chunks;
    }

    /** Returns the size of the largest chunk in bytes. */
    public int largestChunk() {
        return chunks.stream().mapToInt(Chunk::rawLength).max().orElse(0);
    }

    @Override
    public String toString() {
        return facts.toString();
    }

    /**
     * A tablespace outside the data directory.
     *
     * @param oid its id, the name of its link in pg_tblspc
     * @param location its directory on the source
     */
    public record Tablespace(String oid, String location) {

        private static final Pattern OID = Pattern.compile("[0-9]{1,10}");

        /**
         * Accepts a number only, for the id becomes the name of a directory.
         *
         * @throws DrException with {@code INTEGRITY_FAILED} if the id is anything else
         */
        public Tablespace {
            if (!OID.matcher(oid).matches()) {
                throw DrException.of(
                        ErrorCode.INTEGRITY_FAILED, "describe a backup", "a tablespace has the id '" + oid + "'");
            }
        }
    }

    /**
     * A directory.
     *
     * @param path relative to the data directory; {@code .} for itself
     * @param mode POSIX permission bits
     */
    public record Directory(String path, int mode) {}

    /**
     * A symbolic link.
     *
     * @param path relative to the data directory
     * @param target as on the source
     */
    public record Link(String path, String target) {}

    /**
     * A file.
     *
     * @param path relative to the data directory
     * @param mode POSIX permission bits
     * @param size in bytes
     * @param modified when it was last modified, to the second
     * @param crc32c of the whole content
     * @param slices the content, in order; empty for an empty file
     */
    public record BackupFile(String path, int mode, long size, Instant modified, int crc32c, List<Slice> slices) {
        /** Copies the slices. */
        public BackupFile {
            slices = List.copyOf(slices);
        }
    }

    /**
     * A part of a chunk's raw bytes.
     *
     * @param chunk the chunk's index
     * @param offset where it begins in the raw bytes
     * @param length in bytes
     */
    public record Slice(int chunk, int offset, int length) {}

    /**
     * Bytes that are compressed and proven together.
     *
     * @param pack the key of the object that holds it
     * @param offset where it begins in that object
     * @param storedLength its length there
     * @param rawLength its length when unpacked
     * @param codec how it is compressed
     * @param sha256 of the stored bytes, in lower-case hexadecimal
     */
    public record Chunk(String pack, long offset, int storedLength, int rawLength, Codec codec, String sha256) {}

    /** Collects a manifest's content. Not thread-safe. */
    public static final class Builder {

        private final List<Tablespace> tablespaces = new ArrayList<>();
        private final List<Directory> directories = new ArrayList<>();
        private final List<Link> links = new ArrayList<>();
        private final List<BackupFile> files = new ArrayList<>();
        private final List<Chunk> chunks = new ArrayList<>();

        private Builder() {}

        /** Adds tablespaces. */
        public Builder tablespaces(List<Tablespace> more) {
            tablespaces.addAll(more);
            return this;
        }

        /** Adds directories, parents first. */
        public Builder directories(List<Directory> more) {
            directories.addAll(more);
            return this;
        }

        /** Adds symbolic links. */
        public Builder links(List<Link> more) {
            links.addAll(more);
            return this;
        }

        /** Adds files. */
        public Builder files(List<BackupFile> more) {
            files.addAll(more);
            return this;
        }

        /** Adds chunks; the first of all has index 0. */
        public Builder chunks(List<Chunk> more) {
            chunks.addAll(more);
            return this;
        }
    }
}
