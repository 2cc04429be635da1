/** Not API: the renderers of a report. May change or vanish in any release. */
@NullMarked
package com.datafly.signal.dr.internal.report;

import org.jspecify.annotations.NullMarked;
