package com.datafly.signal.dr.selfmanaged.internal.protocol;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.database.Lsn;
import com.datafly.signal.dr.selfmanaged.internal.protocol.BaseBackupSink.Tablespace;
import com.datafly.signal.dr.selfmanaged.internal.protocol.Rows.Row;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer to BASE_BACKUP: two result sets, the copy stream, one more result set, ReadyForQuery.
 *
 * <p>Damaged pages are reported after the last byte and after the end position, so nothing counts before the end.
 */
final class BaseBackupSession {

    private final MessageStream messages;
    private final BaseBackupSink sink;
    private final Rows rows = new Rows();
    private @Nullable ServerError error;
    private boolean copyBegan;
    private boolean copyEnded;
    private boolean over;

    BaseBackupSession(MessageStream messages, BaseBackupSink sink) {
        this.messages = messages;
        this.sink = sink;
    }

    /** Returns after ReadyForQuery, or throws what the server refused. */
    BaseBackupResult run(String operation) throws IOException {
        readToEnd(operation);
        if (error != null) {
            throw PostgresErrors.refused(operation, error);
        }
        return result();
    }

    private void readToEnd(String operation) throws IOException {
        try {
            messages.read();
            while (messages.type() != 'Z') {
                handle();
                messages.read();
            }
            over = true;
        } catch (IOException e) {
            if (error == null) {
                throw e;
            }
            // A fatal error closes the connection: the error is what happened, not the end of the connection.
            DrException failure = PostgresErrors.refused(operation, error);
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /** Tells whether the server waits for the next command. */
    boolean isOver() {
        return over;
    }

    private void handle() throws IOException {
        switch (messages.type()) {
            case 'T' -> rows.begin();
            case 'D' -> rows.add(messages.row());
            case 'C' -> rows.complete(messages.text());
            case 'H' -> beginCopy();
            case 'd' -> copy();
            case 'c' -> copyEnded = true;
            case 'E' -> error = messages.error();
            case 'N', 'S' -> {
                // Notices and changed settings are of no concern here.
            }
            default -> throw new ProtocolException("the server sent an unexpected message " + messages.type());
        }
    }

    private void beginCopy() throws IOException {
        copyBegan = true;
        Row start = rows.one(0);
        List<Tablespace> tablespaces = new ArrayList<>();
        for (Row row : rows.set(1)) {
            String oid = row.find(0);
            String location = row.find(1);
            String kilobytes = row.find(2);
            tablespaces.add(new Tablespace(
                    oid == null ? "" : oid,
                    location == null ? "" : location,
                    kilobytes == null ? 0 : 1024 * Long.parseLong(kilobytes)));
        }
        sink.begin(Lsn.parse(start.text(0)), timeline(start), tablespaces);
    }

    private void copy() throws IOException {
        if (!copyBegan || copyEnded || messages.length() < 1) {
            throw new ProtocolException("the server sent backup data where none was expected");
        }
        ByteBuffer content = messages.content();
        char kind = (char) content.get();
        switch (kind) {
            case 'd' -> sink.data(messages.buffer(), messages.offset() + 1, messages.length() - 1);
            case 'n' -> sink.archive(text(content), text(content));
            case 'm' -> sink.manifest();
            case 'p' -> sink.progress(content.getLong());
            default -> throw new ProtocolException("the server sent backup data of an unknown kind " + kind);
        }
    }

    private String text(ByteBuffer content) throws ProtocolException {
        int begin = content.position();
        while (content.hasRemaining()) {
            if (content.get() == 0) {
                int length = content.position() - begin - 1;
                return new String(messages.buffer(), begin, length, StandardCharsets.UTF_8);
            }
        }
        throw new ProtocolException("the server sent an archive's name without an end");
    }

    private BaseBackupResult result() throws IOException {
        if (!copyEnded || rows.size() != 3 || !rows.lastTag().equals("BASE_BACKUP")) {
            throw new ProtocolException("the server ended the backup early, after '" + rows.lastTag() + "'");
        }
        Row start = rows.one(0);
        Row stop = rows.one(2);
        return new BaseBackupResult(Lsn.parse(start.text(0)), timeline(start), Lsn.parse(stop.text(0)), timeline(stop));
    }

    private static int timeline(Row row) throws IOException {
        return Integer.parseUnsignedInt(row.text(1));
    }
}
