/** Not API: how playbooks are planned and run. May change or vanish in any release. */
@NullMarked
package com.datafly.signal.dr.internal.playbook;

import org.jspecify.annotations.NullMarked;
