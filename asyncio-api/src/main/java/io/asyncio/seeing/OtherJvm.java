package io.asyncio.seeing;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.management.jfr.FlightRecorderMXBean;

/**
 * Reads the {@link LoopsBean}s of another JVM. That starts the JVM's local management, as jconsole does: an agent of our own would
 * find the library's classes only in some class loaders, and JDKs from 21 on warn of it.
 *
 * <p>The library there knows nobody who could ask, and registers its bean when the flight recorder, to which it listens, tells of a
 * recording with a certain name: one that has never begun to record.
 */
final class OtherJvm {
    /** The name of a recording that asks for the bean. */
    static final String BELL = "io.asyncio: register the MBean of the event loops";

    private static final String RECORDER = "jdk.management.jfr:type=FlightRecorder";

    private OtherJvm() {}

    @SuppressWarnings("BanJNDI") // the address is the other JVM's own word for its local management, and has no JNDI
    static List<String> read(int pid, String attribute) throws IOException {
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(addressOf(pid)))) {
            MBeanServerConnection jvm = connector.getMBeanServerConnection();
            ring(jvm);
            List<String> texts = new ArrayList<>();
            for (ObjectName loops : jvm.queryNames(new ObjectName(LoopsBean.PATTERN), null)) {
                String text = (String) jvm.getAttribute(loops, attribute);
                if (!text.isEmpty()) {
                    texts.add(text);
                }
            }
            if (texts.isEmpty()) {
                throw new IOException("No event loop of asyncio is open in process " + pid
                        + ", or that JVM runs without the modules jdk.jfr and java.management, by which it is asked");
            }
            return texts;
        } catch (JMException | RuntimeException e) {
            throw new IOException("The JVM of process " + pid + " does not tell of its event loops: " + e, e);
        }
    }

    private static String addressOf(int pid) throws IOException {
        VirtualMachine jvm;
        try {
            jvm = VirtualMachine.attach(Integer.toString(pid));
        } catch (AttachNotSupportedException | IOException e) {
            throw new IOException(
                    "Process " + pid + " is no JVM, or one that nobody may attach to: " + e.getMessage(), e);
        }
        try {
            return jvm.startLocalManagementAgent();
        } finally {
            jvm.detach();
        }
    }

    private static void ring(MBeanServerConnection jvm) throws IOException, JMException {
        ObjectName name = new ObjectName(RECORDER);
        if (!jvm.isRegistered(name)) {
            return; // it has no recorder, so that nobody listens
        }
        FlightRecorderMXBean recorder = JMX.newMXBeanProxy(jvm, name, FlightRecorderMXBean.class);
        long recording = recorder.newRecording();
        try {
            recorder.setRecordingOptions(recording, Map.of("name", BELL));
        } finally {
            recorder.closeRecording(recording);
        }
    }
}
