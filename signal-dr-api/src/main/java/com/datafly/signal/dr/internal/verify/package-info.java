/** Not API: how verification talks to PostgreSQL. May change or vanish in any release. */
@NullMarked
package com.datafly.signal.dr.internal.verify;

import org.jspecify.annotations.NullMarked;
