/** PostgreSQL that its owner runs: backed up, archived and recovered by this module, in pure Java. */
@NullMarked
package com.datafly.signal.dr.selfmanaged;

import org.jspecify.annotations.NullMarked;
