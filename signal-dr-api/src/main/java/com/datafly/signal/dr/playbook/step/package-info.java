/** What the built-in steps of a playbook leave in the journal, for the steps after them and for the report. */
@NullMarked
package com.datafly.signal.dr.playbook.step;

import org.jspecify.annotations.NullMarked;
