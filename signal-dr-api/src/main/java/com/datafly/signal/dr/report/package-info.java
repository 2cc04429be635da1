/** One report model, rendered as HTML, JSON, Markdown and JUnit XML. */
@NullMarked
package com.datafly.signal.dr.report;

import org.jspecify.annotations.NullMarked;
