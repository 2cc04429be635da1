package com.datafly.signal.dr.k8s.testing.internal.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The few forms of ASN.1's distinguished encoding that a certificate needs. */
final class Der {

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return value(0x30, joined(parts));
    }

    static byte[] set(byte[]... parts) {
        return value(0x31, joined(parts));
    }

    static byte[] explicit(int number, byte[] content) {
        return value(0xa0 | number, content);
    }

    static byte[] context(int number, byte[] content) {
        return value(0x80 | number, content);
    }

    static byte[] integer(long number) {
        return value(0x02, BigInteger.valueOf(number).toByteArray());
    }

    static byte[] yes() {
        return value(0x01, new byte[] {(byte) 0xff});
    }

    static byte[] octets(byte[] content) {
        return value(0x04, content);
    }

    static byte[] bits(byte[] content) {
        return value(0x03, joined(new byte[1], content));
    }

    static byte[] text(String text) {
        return value(0x0c, text.getBytes(UTF_8));
    }

    static byte[] time(Instant time) {
        return value(0x17, UTC_TIME.format(time).getBytes(US_ASCII));
    }

    /** Encodes an object identifier that is written with dots. */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >> shift != 0) {
                    out.write(0x80 | (arc >> shift & 0x7f));
                }
            }
            out.write(arc & 0x7f);
        }
        return value(0x06, out.toByteArray());
    }

    private static byte[] value(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
