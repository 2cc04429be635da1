package com.datafly.signal.dr.kafka.testing;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** What runs first in a process that this one starts: lets it end with its parent, however that ends. */
final class ChildMain {

    private static final int ORPHANED = 3;

    private ChildMain() {}

    /** Runs another main class: its name, its arguments. */
    public static void main(String[] arguments) throws Throwable {
        Thread watch = new Thread(ChildMain::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** The parent holds the other end of standard input and writes nothing: it ends when the parent does. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            System.err.println("parent cannot be watched: " + e);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
