/** What the steps of releases do. */
@NullMarked
package com.datafly.signal.dr.internal.playbook.release;

import org.jspecify.annotations.NullMarked;
