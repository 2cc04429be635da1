package com.datafly.signal.dr.internal.program;

import java.time.Duration;

/**
 * How long a program may run.
 *
 * @param timeout behind it the program is stopped
 * @param grace how long it may take to end in order once it is asked to; behind that it is killed
 */
record Limits(Duration timeout, Duration grace) {}
