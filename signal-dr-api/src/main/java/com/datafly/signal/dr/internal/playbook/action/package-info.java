/** What the built-in steps do. Not API. */
@NullMarked
package com.datafly.signal.dr.internal.playbook.action;

import org.jspecify.annotations.NullMarked;
