package com.datafly.signal.dr.internal.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datafly.signal.dr.internal.file.Uninterrupted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Follows the file that a program prints into. A file and not a pipe: a program whose watcher dies would be killed in
 * the middle of its work by the next thing that it prints.
 */
final class OutputFile {

    private static final int BLOCK = 64 * 1024;

    /** What a line without an end may need of memory; the rest of it is dropped. */
    private static final int LONGEST = 1024 * 1024;

    private final Path file;
    private final Consumer<String> lines;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();
    private long position;

    OutputFile(Path file, Consumer<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Tells every line that was ended since the last look. */
    void read() throws IOException {
        Uninterrupted.call(() -> {
            try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                channel.position(position);
                while (channel.read(block.clear()) > 0) {
                    block.flip();
                    position += block.remaining();
                    take();
                }
                return position;
            }
        });
    }

    /** Tells the rest: there will be no more. */
    void finish() throws IOException {
        read();
        if (open.size() > 0) {
            end();
        }
    }

    private void take() {
        while (block.hasRemaining()) {
            byte octet = block.get();
            if (octet == '\n') {
                end();
            } else if (open.size() < LONGEST) {
                open.write(octet);
            }
        }
    }

    private void end() {
        lines.accept(open.toString(UTF_8));
        open.reset();
    }
}
