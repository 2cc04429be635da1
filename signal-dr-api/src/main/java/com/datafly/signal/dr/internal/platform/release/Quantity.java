package com.datafly.signal.dr.internal.platform.release;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of CPU and memory, which the platform writes in its own way: {@code 0.5} as {@code 500m}. */
final class Quantity {

    private static final Pattern AMOUNT = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(m|k|[MGTPE]|[KMGTPE]i)?");

    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("m", new BigDecimal("0.001")),
            Map.entry("k", BigDecimal.TEN.pow(3)),
            Map.entry("M", BigDecimal.TEN.pow(6)),
            Map.entry("G", BigDecimal.TEN.pow(9)),
            Map.entry("T", BigDecimal.TEN.pow(12)),
            Map.entry("P", BigDecimal.TEN.pow(15)),
            Map.entry("E", BigDecimal.TEN.pow(18)),
            Map.entry("Ki", binary(1)),
            Map.entry("Mi", binary(2)),
            Map.entry("Gi", binary(3)),
            Map.entry("Ti", binary(4)),
            Map.entry("Pi", binary(5)),
            Map.entry("Ei", binary(6)));

    private Quantity() {}

    /** Tells whether a field holds an amount. */
    static boolean isPlace(String path) {
        return path.contains("/resources/")
                || path.contains("/hard/")
                || path.contains("/capacity/")
                || path.contains("/limits/")
                || path.contains("/target/")
                || path.endsWith("/sizeLimit")
                || path.endsWith("/divisor");
    }

    static boolean same(String one, String other) {
        Optional<BigDecimal> left = amount(one);
        Optional<BigDecimal> right = amount(other);
        return left.isPresent() && right.isPresent() && left.get().compareTo(right.get()) == 0;
    }

    private static Optional<BigDecimal> amount(String text) {
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String unit = matcher.group(2);
        return Optional.of(unit == null ? number : number.multiply(UNITS.getOrDefault(unit, BigDecimal.ONE)));
    }

    private static BigDecimal binary(int power) {
        return BigDecimal.valueOf(1024).pow(power);
    }
}
