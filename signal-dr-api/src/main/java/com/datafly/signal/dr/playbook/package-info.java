/** Recoveries as data: planned, approved, journaled, resumed by another machine, measured, reported. */
@NullMarked
package com.datafly.signal.dr.playbook;

import org.jspecify.annotations.NullMarked;
