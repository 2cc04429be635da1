package com.datafly.signal.dr.selfmanaged.internal.repository;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.BackupFile;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Chunk;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Directory;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Link;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Slice;
import com.datafly.signal.dr.selfmanaged.internal.repository.BackupManifest.Tablespace;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A manifest's content as JSON: one object of arrays of arrays, written and read as a stream because it may have
 * millions of entries.
 *
 * <pre>
 * {"tablespaces": [[oid, location]...], "directories": [[path, mode]...], "links": [[path, target]...],
 *  "packs": [[key, codec]...], "chunks": [[pack, offset, storedLength, rawLength, sha256]...],
 *  "files": [[path, mode, size, modified seconds, crc32c, [chunk, offset, length, chunk, offset, length...]]...]}
 * </pre>
 */
final class ManifestJson {

    private static final JsonFactory JSON = new JsonFactory();

    private ManifestJson() {}

    static byte[] print(BackupManifest manifest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            printTree(manifest, out);
            printChunks(manifest.chunks(), out);
            printFiles(manifest.files(), out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory takes any number of bytes", e);
        }
        return bytes.toByteArray();
    }

    private static void printTree(BackupManifest manifest, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("tablespaces");
        for (Tablespace tablespace : manifest.tablespaces()) {
            out.writeStartArray();
            out.writeString(tablespace.oid());
            out.writeString(tablespace.location());
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("directories");
        for (Directory directory : manifest.directories()) {
            out.writeStartArray();
            out.writeString(directory.path());
            out.writeNumber(directory.mode());
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("links");
        for (Link link : manifest.links()) {
            out.writeStartArray();
            out.writeString(link.path());
            out.writeString(link.target());
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    private static void printChunks(List<Chunk> chunks, JsonGenerator out) throws IOException {
        Map<Pack, Integer> packs = new LinkedHashMap<>();
        for (Chunk chunk : chunks) {
            packs.putIfAbsent(Pack.of(chunk), packs.size());
        }
        out.writeArrayFieldStart("packs");
        for (Pack pack : packs.keySet()) {
            out.writeStartArray();
            out.writeString(pack.key());
            out.writeString(pack.codec().text());
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("chunks");
        for (Chunk chunk : chunks) {
            out.writeStartArray();
            out.writeNumber(packs.getOrDefault(Pack.of(chunk), -1));
            out.writeNumber(chunk.offset());
            out.writeNumber(chunk.storedLength());
            out.writeNumber(chunk.rawLength());
            out.writeString(chunk.sha256());
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    private static void printFiles(List<BackupFile> files, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("files");
        for (BackupFile file : files) {
            out.writeStartArray();
            out.writeString(file.path());
            out.writeNumber(file.mode());
            out.writeNumber(file.size());
            out.writeNumber(file.modified().getEpochSecond());
            out.writeNumber(Integer.toUnsignedLong(file.crc32c()));
            out.writeStartArray();
            for (Slice slice : file.slices()) {
                out.writeNumber(slice.chunk());
                out.writeNumber(slice.offset());
                out.writeNumber(slice.length());
            }
            out.writeEndArray();
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    /** Reads what {@link #print} wrote. Only called on bytes whose hash was right, so any surprise is a defect. */
    static BackupManifest parse(BackupFacts facts, byte[] json) {
        try (JsonParser in = JSON.createParser(json)) {
            return BackupManifest.create(facts, builder -> {
                try {
                    parse(facts.id(), in, builder);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            throw DrException.create(
                    ErrorCode.INTEGRITY_FAILED,
                    "read backup " + facts.id(),
                    "its manifest is no JSON of ours: " + e.getMessage(),
                    failure -> failure.cause(e));
        }
    }

    private static void parse(String id, JsonParser in, BackupManifest.Builder builder) throws IOException {
        List<Pack> packs = new ArrayList<>();
        in.nextToken();
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            in.nextToken();
            switch (field) {
                case "tablespaces" ->
                    builder.tablespaces(list(in, () -> new Tablespace(in.nextTextValue(), in.nextTextValue())));
                case "directories" ->
                    builder.directories(list(in, () -> new Directory(in.nextTextValue(), number(in))));
                case "links" -> builder.links(list(in, () -> new Link(in.nextTextValue(), in.nextTextValue())));
                case "packs" ->
                    packs.addAll(list(in, () -> new Pack(in.nextTextValue(), Codec.of(id, in.nextTextValue()))));
                case "chunks" -> builder.chunks(list(in, () -> chunk(in, packs)));
                case "files" -> builder.files(list(in, () -> file(in)));
                default -> throw new IOException("unknown field " + field);
            }
        }
    }

    private static <T> List<T> list(JsonParser in, Element<T> element) throws IOException {
        List<T> list = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_ARRAY) {
            list.add(element.read());
            if (in.nextToken() != JsonToken.END_ARRAY) {
                throw new IOException("an entry is too long");
            }
        }
        return list;
    }

    private static Chunk chunk(JsonParser in, List<Pack> packs) throws IOException {
        Pack pack = packs.get(number(in));
        long offset = in.nextLongValue(-1);
        int storedLength = number(in);
        int rawLength = number(in);
        return new Chunk(pack.key(), offset, storedLength, rawLength, pack.codec(), in.nextTextValue());
    }

    private static BackupFile file(JsonParser in) throws IOException {
        String path = in.nextTextValue();
        int mode = number(in);
        long size = in.nextLongValue(-1);
        Instant modified = Instant.ofEpochSecond(in.nextLongValue(0));
        int crc32c = (int) in.nextLongValue(-1);
        List<Slice> slices = new ArrayList<>();
        in.nextToken();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            slices.add(new Slice(in.getIntValue(), number(in), number(in)));
        }
        return new BackupFile(path, mode, size, modified, crc32c, slices);
    }

    private static int number(JsonParser in) throws IOException {
        return in.nextIntValue(-1);
    }

    /** Reads one entry. */
    private interface Element<T> {
        T read() throws IOException;
    }

    /** An object that holds chunks of one codec. */
    private record Pack(String key, Codec codec) {
        static Pack of(Chunk chunk) {
            return new Pack(chunk.pack(), chunk.codec());
        }
    }
}
