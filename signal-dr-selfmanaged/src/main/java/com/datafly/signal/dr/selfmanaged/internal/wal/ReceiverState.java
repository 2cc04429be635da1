package com.datafly.signal.dr.selfmanaged.internal.wal;

/** What a receiver does at the moment. More states may be added. */
public enum ReceiverState {
    /** It has not reached the server yet. */
    CONNECTING,
    /** It receives all WAL as it is written. */
    STREAMING,
    /** It receives all WAL, but a part from before is lost: only a backup from behind the gap is of use. */
    GAP,
    /** It has lost the server, or the server refuses it, and goes on trying. */
    DISCONNECTED,
    /** Somebody else uses its slot; it goes on trying. */
    CONFLICT,
    /** It has stopped, and a person has to look: going on could mix two histories. */
    FAILED,
    /** It was closed. */
    CLOSED
}
