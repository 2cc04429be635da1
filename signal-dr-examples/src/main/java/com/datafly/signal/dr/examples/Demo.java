package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.selfmanaged.PlaceholderSelfManaged;
import java.util.List;

/** Placeholder. */
public final class Demo {

    private Demo() {}

    /** Prints its arguments and exits with their number. */
    public static void main(String[] args) {
        System.out.println(new PlaceholderSelfManaged().name() + " " + List.of(args));
        System.exit(args.length);
    }
}
