package com.datafly.signal.dr.selfmanaged.internal.protocol;

/** A timeline history file as the server sent it. */
public final class TimelineHistoryFile {

    private final String fileName;
    private final byte[] content;

    TimelineHistoryFile(String fileName, byte[] content) {
        this.fileName = fileName;
        this.content = content.clone();
    }

    /** Returns its name, as in {@code 00000002.history}. */
    public String fileName() {
        return fileName;
    }

    /** Returns a copy of its content. */
    public byte[] content() {
        return content.clone();
    }
}
