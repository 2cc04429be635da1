package com.datafly.signal.dr.internal.events.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Compresses as fast as zlib does: an archive that falls behind the events is worth less than one that is larger. */
final class FastGzip extends GZIPOutputStream {

    private static final int BUFFER = 1 << 16;

    FastGzip(OutputStream out) throws IOException {
        super(out, BUFFER);
        def.setLevel(Deflater.BEST_SPEED);
    }
}
