/** Not API: how a run is told to listeners, meters, spans and logs. May change or vanish in any release. */
@NullMarked
package com.datafly.signal.dr.internal.observe;

import org.jspecify.annotations.NullMarked;
