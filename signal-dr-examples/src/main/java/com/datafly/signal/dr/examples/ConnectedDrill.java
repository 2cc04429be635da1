package com.datafly.signal.dr.examples;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.selfmanaged.PostgresEndpoint;
import com.datafly.signal.dr.report.Report;

/** placeholder */
final class ConnectedDrill {
    ConnectedDrill(DemoArguments arguments, PostgresEndpoint endpoint, Console console) {}
    Report run() { throw DrException.of(com.datafly.signal.dr.ErrorCode.UNSUPPORTED, "x", "y"); }
}
