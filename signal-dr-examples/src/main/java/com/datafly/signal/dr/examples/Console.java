package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.operation.Progress;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.OptionalDouble;

/** Shows what goes on: a bar that is redrawn on a terminal, a line for each step elsewhere. */
final class Console {

    private static final int BAR = 30;
    private static final long REDRAW_NANOS = 80_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private String phase = "";
    private long drawnAt;
    private boolean barShown;

    Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Console system() {
        return new Console(System.out, isTerminal());
    }

    /** Prints a line of its own. */
    synchronized void line(String text) {
        eraseBar();
        out.println(text);
        out.flush();
    }

    /** Shows how far a phase is. */
    synchronized void progress(Progress progress) {
        boolean newPhase = !progress.phase().equals(phase);
        phase = progress.phase();
        if (!terminal) {
            if (newPhase) {
                out.println("    " + phase);
                out.flush();
            }
            return;
        }
        if (newPhase || System.nanoTime() - drawnAt > REDRAW_NANOS) {
            draw(progress);
        }
    }

    private void draw(Progress progress) {
        OptionalDouble fraction = progress.fraction();
        int filled = (int) Math.round(fraction.orElse(0) * BAR);
        String amount = fraction.isPresent()
                ? String.format(Locale.ROOT, "%3.0f%%", fraction.getAsDouble() * 100)
                : progress.done() + " " + progress.unit();
        out.print("\r\033[K    [" + "=".repeat(filled) + " ".repeat(BAR - filled) + "] " + amount + "  "
                + progress.phase());
        out.flush();
        drawnAt = System.nanoTime();
        barShown = true;
    }

    private void eraseBar() {
        if (barShown) {
            out.print("\r\033[K");
            barShown = false;
        }
        phase = "";
    }

    @SuppressWarnings("SystemConsoleNull") // for JDK 17 to 21
    private static boolean isTerminal() {
        java.io.Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM")) || System.getenv("CI") != null) {
            return false;
        }
        try {
            // From JDK 22 on there is a console even on a pipe, and a method that tells.
            Method isTerminal = java.io.Console.class.getMethod("isTerminal");
            return (boolean) isTerminal.invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
