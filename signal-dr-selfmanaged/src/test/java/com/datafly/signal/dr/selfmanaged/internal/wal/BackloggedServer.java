package com.datafly.signal.dr.selfmanaged.internal.wal;

import com.datafly.signal.dr.selfmanaged.internal.protocol.TestProxy;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A slow line to a server: it stalls for a while right behind the first keepalive that follows WAL. */
final class BackloggedServer implements TestProxy.Tamper {

    private static final Duration SLOW = Duration.ofMillis(50);
    private static final Duration STALL = Duration.ofSeconds(3);

    private volatile boolean slow;

    /** From now on the line is slow, until it has stalled once. */
    void slow() {
        slow = true;
    }

    /** Tells whether the line was slow and has stalled. */
    boolean hasStalled() {
        return !slow;
    }

    @Override
    public void forward(InputStream server, OutputStream client) throws IOException {
        DataInputStream in = new DataInputStream(server);
        DataOutputStream out = new DataOutputStream(client);
        boolean wal = false;
        while (true) {
            byte type = in.readByte();
            int length = in.readInt();
            byte[] body = in.readNBytes(length - Integer.BYTES);
            if (slow) {
                LockSupport.parkNanos(SLOW.toNanos());
            }
            out.writeByte(type);
            out.writeInt(length);
            out.write(body);
            out.flush();
            wal |= slow && type == 'd' && body[0] == 'w';
            if (slow && wal && type == 'd' && body[0] == 'k') {
                LockSupport.parkNanos(STALL.toNanos());
                slow = false;
            }
        }
    }
}
