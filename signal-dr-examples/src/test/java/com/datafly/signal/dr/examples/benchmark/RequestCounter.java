package com.datafly.signal.dr.examples.benchmark;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Asks a broker how many requests its clients have sent, whoever they are. The broker's own do not count. */
final class RequestCounter implements AutoCloseable {

    private static final String CLIENTS = "kafka.server:type=socket-server-metrics,listener=CLIENT,networkProcessor=*";

    private final JMXConnector connector;

    private RequestCounter(JMXConnector connector) {
        this.connector = connector;
    }

    /** Attaches to a broker's process. */
    @SuppressWarnings("BanJNDI") // The address is the process's own: it was just told by its agent.
    static RequestCounter attach(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                JMXServiceURL url = new JMXServiceURL(machine.startLocalManagementAgent());
                return new RequestCounter(JMXConnectorFactory.connect(url));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    /** Returns the number since the broker's start: a server's incoming requests are a selector's responses. */
    long requests() throws IOException {
        MBeanServerConnection server = connector.getMBeanServerConnection();
        double sum = 0;
        try {
            for (ObjectName processor : server.queryNames(new ObjectName(CLIENTS), null)) {
                sum += ((Number) server.getAttribute(processor, "response-total")).doubleValue();
            }
        } catch (JMException e) {
            throw new IOException(e);
        }
        return Math.round(sum);
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
