/** What the built-in guards look at. Not API. */
@NullMarked
package com.datafly.signal.dr.internal.playbook.guard;

import org.jspecify.annotations.NullMarked;
