package com.datafly.signal.dr.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * What is printed to the standard streams, which still show it, between its beginning and its closing.
 *
 * @since 0.1
 */
public final class CapturedOutput implements AutoCloseable {

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private final Consumer<String> end;

    private CapturedOutput(Consumer<String> end) {
        this.end = end;
    }

    static CapturedOutput begin(Consumer<String> end) {
        CapturedOutput output = new CapturedOutput(end);
        System.setOut(new PrintStream(output.new Tee(output.out), true, UTF_8));
        System.setErr(new PrintStream(output.new Tee(output.err), true, UTF_8));
        return output;
    }

    /** Returns what was printed so far. */
    public String text() {
        return captured.toString(UTF_8);
    }

    /** Restores the streams and hands over what was printed. */
    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
        end.accept(text());
    }

    private final class Tee extends OutputStream {
        private final PrintStream shown;

        Tee(PrintStream shown) {
            this.shown = shown;
        }

        @Override
        public void write(int value) {
            captured.write(value);
            shown.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            captured.write(bytes, offset, length);
            shown.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            captured.flush();
            shown.flush();
        }
    }
}
